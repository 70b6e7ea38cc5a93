"""Time zones: conversion of local times, cities, schedules, formatting, unusual differences."""
