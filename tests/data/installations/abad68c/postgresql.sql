--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: answer_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.answer_changes (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    question_id integer NOT NULL,
    organiser_id integer,
    changed_at timestamp with time zone NOT NULL,
    before json NOT NULL,
    after json NOT NULL
);


--
-- Name: answer_changes_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.answer_changes_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: answer_changes_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.answer_changes_id_seq OWNED BY public.answer_changes.id;


--
-- Name: answers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.answers (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    question_id integer NOT NULL,
    value json NOT NULL,
    file_id integer,
    answered_at timestamp with time zone NOT NULL
);


--
-- Name: answers_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.answers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: answers_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.answers_id_seq OWNED BY public.answers.id;


--
-- Name: comments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.comments (
    id integer NOT NULL,
    event_id integer NOT NULL,
    state character varying(40) NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    text text NOT NULL,
    answer text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    organiser_id integer,
    lane text NOT NULL,
    state_at timestamp with time zone NOT NULL,
    before_removal character varying(40)
);


--
-- Name: comments_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.comments_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: comments_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.comments_id_seq OWNED BY public.comments.id;


--
-- Name: delegations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delegations (
    id integer NOT NULL,
    event_id integer NOT NULL,
    name text NOT NULL,
    focal_name text NOT NULL,
    focal_email text NOT NULL,
    address text NOT NULL,
    zone text NOT NULL,
    language text NOT NULL,
    quota integer,
    generation integer NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: delegations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.delegations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: delegations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.delegations_id_seq OWNED BY public.delegations.id;


--
-- Name: event_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_changes (
    id integer NOT NULL,
    number integer NOT NULL
);


--
-- Name: event_fragments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_fragments (
    id integer NOT NULL,
    event_id integer NOT NULL,
    revision integer NOT NULL,
    language text NOT NULL,
    variant text NOT NULL,
    body bytea NOT NULL
);


--
-- Name: event_fragments_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.event_fragments_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: event_fragments_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.event_fragments_id_seq OWNED BY public.event_fragments.id;


--
-- Name: events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events (
    id integer NOT NULL,
    uid text NOT NULL,
    slug text NOT NULL,
    state character varying(40) NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    links json NOT NULL,
    languages json NOT NULL,
    series_id integer,
    organiser_id integer NOT NULL,
    contact_name text NOT NULL,
    contact_email text NOT NULL,
    "precision" character varying(40) NOT NULL,
    zone text NOT NULL,
    local_start timestamp without time zone,
    local_end timestamp without time zone,
    first_on date NOT NULL,
    last_on date NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    zone_release text NOT NULL,
    cities json NOT NULL,
    listed_month integer NOT NULL,
    listed_at timestamp with time zone NOT NULL,
    format character varying(40) NOT NULL,
    place text NOT NULL,
    room_url text NOT NULL,
    held_by text NOT NULL,
    held_elsewhere_url text NOT NULL,
    takes_registrations boolean NOT NULL,
    capacity integer,
    opens_at timestamp with time zone,
    closes_at timestamp with time zone,
    notify character varying(40) NOT NULL,
    sequence integer NOT NULL,
    sequence_floor integer NOT NULL,
    revision integer NOT NULL,
    revised_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    reading json NOT NULL,
    search_text text NOT NULL,
    entry character varying(40) NOT NULL,
    entry_key text NOT NULL,
    domains json NOT NULL,
    asks_approval boolean NOT NULL,
    takes_delegations boolean NOT NULL,
    has_kinds boolean NOT NULL,
    has_questions boolean NOT NULL,
    takes_comments boolean NOT NULL,
    waiting_list character varying(40) NOT NULL,
    offer_hours integer NOT NULL,
    reminders json NOT NULL,
    opens_before_minutes integer,
    closes_before_minutes integer,
    proof_hours integer,
    comments_waiting integer NOT NULL,
    comments_revision integer NOT NULL
);


--
-- Name: events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.events_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: events_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.events_id_seq OWNED BY public.events.id;


--
-- Name: invitations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invitations (
    id integer NOT NULL,
    event_id integer NOT NULL,
    registration_id integer,
    message_id integer NOT NULL,
    address text NOT NULL,
    method character varying(40) NOT NULL,
    sequence integer NOT NULL,
    made_at timestamp with time zone NOT NULL
);


--
-- Name: invitations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.invitations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: invitations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.invitations_id_seq OWNED BY public.invitations.id;


--
-- Name: invitees; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invitees (
    id integer NOT NULL,
    event_id integer NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    address text NOT NULL,
    language text NOT NULL,
    generation integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    invited_at timestamp with time zone,
    opened_at timestamp with time zone,
    registration_id integer
);


--
-- Name: invitees_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.invitees_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: invitees_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.invitees_id_seq OWNED BY public.invitees.id;


--
-- Name: kind_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kind_changes (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    organiser_id integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    before text NOT NULL,
    after text NOT NULL
);


--
-- Name: kind_changes_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.kind_changes_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: kind_changes_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.kind_changes_id_seq OWNED BY public.kind_changes.id;


--
-- Name: limit_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.limit_counts (
    key text NOT NULL,
    count integer NOT NULL,
    ends_at bigint NOT NULL
);


--
-- Name: messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.messages (
    id integer NOT NULL,
    topic text NOT NULL,
    facts json NOT NULL,
    lane text,
    key text,
    event_id integer,
    registration_id integer,
    priority integer NOT NULL,
    state character varying(40) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    reason text NOT NULL,
    sender text NOT NULL,
    recipient text NOT NULL,
    mail_id text NOT NULL,
    body bytea,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone
);
ALTER TABLE ONLY public.messages ALTER COLUMN body SET STORAGE EXTERNAL;


--
-- Name: messages_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.messages_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: messages_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.messages_id_seq OWNED BY public.messages.id;


--
-- Name: organiser_sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organiser_sessions (
    id integer NOT NULL,
    organiser_id integer NOT NULL,
    digest text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);


--
-- Name: organiser_sessions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.organiser_sessions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: organiser_sessions_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.organiser_sessions_id_seq OWNED BY public.organiser_sessions.id;


--
-- Name: organisers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organisers (
    id integer NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    address text NOT NULL,
    zone text NOT NULL,
    language text NOT NULL,
    is_admin boolean NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone
);


--
-- Name: organisers_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.organisers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: organisers_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.organisers_id_seq OWNED BY public.organisers.id;


--
-- Name: own_calendars; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.own_calendars (
    id integer NOT NULL,
    address text NOT NULL,
    number bigint NOT NULL,
    made_at timestamp with time zone NOT NULL
);


--
-- Name: own_calendars_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.own_calendars_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: own_calendars_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.own_calendars_id_seq OWNED BY public.own_calendars.id;


--
-- Name: questions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.questions (
    id integer NOT NULL,
    event_id integer NOT NULL,
    "position" integer NOT NULL,
    kind character varying(40) NOT NULL,
    label text NOT NULL,
    help text NOT NULL,
    required boolean NOT NULL,
    choices json NOT NULL,
    kind_ids json NOT NULL,
    parent_id integer,
    parent_values json NOT NULL,
    removed_at timestamp with time zone
);


--
-- Name: questions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.questions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: questions_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.questions_id_seq OWNED BY public.questions.id;


--
-- Name: registration_kinds; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.registration_kinds (
    id integer NOT NULL,
    event_id integer NOT NULL,
    "position" integer NOT NULL,
    name text NOT NULL,
    presence character varying(40) NOT NULL,
    capacity integer,
    removed_at timestamp with time zone,
    presence_at timestamp with time zone
);


--
-- Name: registration_kinds_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.registration_kinds_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: registration_kinds_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.registration_kinds_id_seq OWNED BY public.registration_kinds.id;


--
-- Name: registrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.registrations (
    id integer NOT NULL,
    event_id integer NOT NULL,
    status character varying(40) NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    address text NOT NULL,
    affiliation text NOT NULL,
    zone text NOT NULL,
    language text NOT NULL,
    generation integer NOT NULL,
    new_email text NOT NULL,
    proved_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    status_at timestamp with time zone NOT NULL,
    attended_at timestamp with time zone,
    erased_at timestamp with time zone,
    kind_id integer,
    delegation_id integer,
    waits_since timestamp with time zone,
    ends_at timestamp with time zone,
    ended_why text NOT NULL,
    kind_at timestamp with time zone
);


--
-- Name: registrations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.registrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: registrations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.registrations_id_seq OWNED BY public.registrations.id;


--
-- Name: replies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.replies (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    key text NOT NULL,
    said character varying(40) NOT NULL,
    verdict character varying(40) NOT NULL,
    sequence integer NOT NULL,
    stamped_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    comment text NOT NULL,
    proposed_start timestamp with time zone,
    proposed_end timestamp with time zone
);


--
-- Name: replies_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.replies_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: replies_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.replies_id_seq OWNED BY public.replies.id;


--
-- Name: series; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.series (
    id integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    description text NOT NULL
);


--
-- Name: series_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.series_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: series_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.series_id_seq OWNED BY public.series.id;


--
-- Name: sign_in_links; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_links (
    id integer NOT NULL,
    organiser_id integer NOT NULL,
    digest text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: sign_in_links_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.sign_in_links_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: sign_in_links_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.sign_in_links_id_seq OWNED BY public.sign_in_links.id;


--
-- Name: stored_files; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stored_files (
    id integer NOT NULL,
    event_id integer NOT NULL,
    registration_id integer NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    size integer NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: stored_files_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.stored_files_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: stored_files_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.stored_files_id_seq OWNED BY public.stored_files.id;


--
-- Name: answer_changes id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer_changes ALTER COLUMN id SET DEFAULT nextval('public.answer_changes_id_seq'::regclass);


--
-- Name: answers id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers ALTER COLUMN id SET DEFAULT nextval('public.answers_id_seq'::regclass);


--
-- Name: comments id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments ALTER COLUMN id SET DEFAULT nextval('public.comments_id_seq'::regclass);


--
-- Name: delegations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delegations ALTER COLUMN id SET DEFAULT nextval('public.delegations_id_seq'::regclass);


--
-- Name: event_fragments id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_fragments ALTER COLUMN id SET DEFAULT nextval('public.event_fragments_id_seq'::regclass);


--
-- Name: events id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events ALTER COLUMN id SET DEFAULT nextval('public.events_id_seq'::regclass);


--
-- Name: invitations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations ALTER COLUMN id SET DEFAULT nextval('public.invitations_id_seq'::regclass);


--
-- Name: invitees id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitees ALTER COLUMN id SET DEFAULT nextval('public.invitees_id_seq'::regclass);


--
-- Name: kind_changes id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kind_changes ALTER COLUMN id SET DEFAULT nextval('public.kind_changes_id_seq'::regclass);


--
-- Name: messages id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages ALTER COLUMN id SET DEFAULT nextval('public.messages_id_seq'::regclass);


--
-- Name: organiser_sessions id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organiser_sessions ALTER COLUMN id SET DEFAULT nextval('public.organiser_sessions_id_seq'::regclass);


--
-- Name: organisers id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisers ALTER COLUMN id SET DEFAULT nextval('public.organisers_id_seq'::regclass);


--
-- Name: own_calendars id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.own_calendars ALTER COLUMN id SET DEFAULT nextval('public.own_calendars_id_seq'::regclass);


--
-- Name: questions id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.questions ALTER COLUMN id SET DEFAULT nextval('public.questions_id_seq'::regclass);


--
-- Name: registration_kinds id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registration_kinds ALTER COLUMN id SET DEFAULT nextval('public.registration_kinds_id_seq'::regclass);


--
-- Name: registrations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations ALTER COLUMN id SET DEFAULT nextval('public.registrations_id_seq'::regclass);


--
-- Name: replies id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.replies ALTER COLUMN id SET DEFAULT nextval('public.replies_id_seq'::regclass);


--
-- Name: series id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.series ALTER COLUMN id SET DEFAULT nextval('public.series_id_seq'::regclass);


--
-- Name: sign_in_links id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_links ALTER COLUMN id SET DEFAULT nextval('public.sign_in_links_id_seq'::regclass);


--
-- Name: stored_files id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stored_files ALTER COLUMN id SET DEFAULT nextval('public.stored_files_id_seq'::regclass);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.alembic_version (version_num) FROM stdin;
letters_as_they_are
\.


--
-- Data for Name: answer_changes; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.answer_changes (id, registration_id, question_id, organiser_id, changed_at, before, after) FROM stdin;
\.


--
-- Data for Name: answers; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.answers (id, registration_id, question_id, value, file_id, answered_at) FROM stdin;
1	1	3	{"text": "plainfilename.pdf"}	1	2026-11-25 09:00:00+00
2	1	4	{"text": "plainanswer"}	\N	2026-11-25 09:00:00+00
3	4	5	{"text": "canaryfilename.pdf"}	2	2026-11-25 09:00:00+00
4	4	6	{"text": "canaryanswer"}	\N	2026-11-25 09:00:00+00
\.


--
-- Data for Name: comments; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.comments (id, event_id, state, name, email, language, text, answer, created_at, answered_at, organiser_id, lane, state_at, before_removal) FROM stdin;
1	2	answered_by_mail	Wanjiru	wanjiru@example.com	en	plaincomment	plainreply	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2	comments-2-95a74dfb3db8cdfa	2026-11-25 09:00:00+00	\N
2	4	answered_by_mail	Yusuf	yusuf@example.com	en	guestcomment	guestreply	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	3	comments-4-86cac072b99627a0	2026-11-25 09:00:00+00	\N
3	4	answered_by_mail	canaryname	canaryemail@example.com	en	canarycomment	canaryreply	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	3	comments-4-85e7b03dfb7b432f	2026-11-25 09:00:00+00	\N
4	2	pending	plainaskername	plainaskeremail@example.com	en	plainaskertext		2026-11-25 09:00:00+00	\N	\N	comments-2-45421eaad9c5af1c	2026-11-25 09:00:00+00	\N
5	2	removed	plainaskername	plainaskeremail@example.com	en	plainremovedtext		2026-11-25 09:00:00+00	\N	\N	comments-2-45421eaad9c5af1c	2026-11-25 09:00:00+00	pending
6	4	pending	canaryaskername	canaryaskeremail@example.com	en	canaryaskertext		2026-11-25 09:00:00+00	\N	\N	comments-4-b347ea63529645fa	2026-11-25 09:00:00+00	\N
7	4	removed	canaryaskername	canaryaskeremail@example.com	en	canaryremovedtext		2026-11-25 09:00:00+00	\N	\N	comments-4-b347ea63529645fa	2026-11-25 09:00:00+00	pending
8	11	pending	Ned	ned@example.com	en	A question		2026-11-25 09:00:00+00	\N	\N	comments-11-98f7851917258d50	2026-11-25 09:00:00+00	\N
\.


--
-- Data for Name: delegations; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.delegations (id, event_id, name, focal_name, focal_email, address, zone, language, quota, generation, created_at) FROM stdin;
1	2	plaindelegation	plainfocalname	plainfocalemail@example.com	plainfocalemail@example.com	Europe/Zurich	en	2	1	2026-11-25 09:00:00+00
2	4	guestdelegation	guestfocalname	guestfocalemail@example.com	guestfocalemail@example.com	Europe/Zurich	en	2	1	2026-11-25 09:00:00+00
3	4	canarydelegation	canaryfocalname	canaryfocalemail@example.com	canaryfocalemail@example.com	Europe/Zurich	en	2	1	2026-11-25 09:00:00+00
4	11	Old delegation	Mo	mo@example.com	mo@example.com	Europe/Vienna	en	2	2	2026-11-25 09:00:00+00
\.


--
-- Data for Name: event_changes; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.event_changes (id, number) FROM stdin;
1	3
\.


--
-- Data for Name: event_fragments; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.event_fragments (id, event_id, revision, language, variant, body) FROM stdin;
1	2	2	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b545a49443d4575726f70652f5a75726963683a3230323730373136543135303030300d0a4454454e443b545a49443d4575726f70652f5a75726963683a3230323730373136543136333030300d0a5549443a30373262323737392d363434642d346337312d613261372d313032303263396565343036403132372e302e302e310d0a44545354414d503a3230323631313235543039303030305a0d0a53455155454e43453a300d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030305a0d0a53554d4d4152593a416d6972612773206576656e740d0a4445534352495054494f4e3a467269646179203136204a756c7920323032375c2c2031353a30302047656e657661202f2030393a3030204e657720596f726b5c6e5c6e50616765206f66200d0a20746865206576656e743a20687474703a2f2f3132372e302e302e313a383030302f6576656e74732f616d697261732d6576656e745c6e5c6e5175657374696f6e733a20546865206465730d0a206b5c2c206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f616d697261732d6576656e740d0a43415445474f524945533a536572696573206f6620416d6972612773206576656e740d0a5354415455533a434f4e4649524d45440d0a5452414e53503a4f50415155450d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a425553590d0a454e443a564556454e540d0a
2	4	2	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b545a49443d4575726f70652f5a75726963683a3230323730373136543135303030300d0a4454454e443b545a49443d4575726f70652f5a75726963683a3230323730373136543136333030300d0a5549443a65653532616663612d336635612d343233392d393532622d333632333635656233313330403132372e302e302e310d0a44545354414d503a3230323631313235543039303030305a0d0a53455155454e43453a300d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030305a0d0a53554d4d4152593a426f2773206576656e740d0a4445534352495054494f4e3a467269646179203136204a756c7920323032375c2c2031353a30302047656e657661202f2030393a3030204e657720596f726b5c6e5c6e50616765206f66200d0a20746865206576656e743a20687474703a2f2f3132372e302e302e313a383030302f6576656e74732f626f732d6576656e745c6e5c6e5175657374696f6e733a20546865206465736b5c2c0d0a20206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f626f732d6576656e740d0a43415445474f524945533a536572696573206f6620426f2773206576656e740d0a5354415455533a434f4e4649524d45440d0a5452414e53503a4f50415155450d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a425553590d0a454e443a564556454e540d0a
3	5	2	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b545a49443d4575726f70652f5a75726963683a3230323730373136543135303030300d0a4454454e443b545a49443d4575726f70652f5a75726963683a3230323730373136543136333030300d0a5549443a63346164653338652d303830372d343236642d396338642d633563313637333835616262403132372e302e302e310d0a44545354414d503a3230323631313235543039303030305a0d0a53455155454e43453a300d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030305a0d0a53554d4d4152593a412066756c6c206576656e740d0a4445534352495054494f4e3a467269646179203136204a756c7920323032375c2c2031353a30302047656e657661202f2030393a3030204e657720596f726b5c6e5c6e50616765206f66200d0a20746865206576656e743a20687474703a2f2f3132372e302e302e313a383030302f6576656e74732f612d66756c6c2d6576656e745c6e5c6e5175657374696f6e733a20546865206465730d0a206b5c2c206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f612d66756c6c2d6576656e740d0a43415445474f524945533a536572696573206f6620412066756c6c206576656e740d0a5354415455533a434f4e4649524d45440d0a5452414e53503a4f50415155450d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a425553590d0a454e443a564556454e540d0a
4	6	2	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b545a49443d4575726f70652f5a75726963683a3230323730373136543135303030300d0a4454454e443b545a49443d4575726f70652f5a75726963683a3230323730373136543136333030300d0a5549443a62663038383866322d616232302d343666632d626661352d393331313434336235623061403132372e302e302e310d0a44545354414d503a3230323631313235543039303030305a0d0a53455155454e43453a300d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030305a0d0a53554d4d4152593a427920617070726f76616c0d0a4445534352495054494f4e3a467269646179203136204a756c7920323032375c2c2031353a30302047656e657661202f2030393a3030204e657720596f726b5c6e5c6e50616765206f66200d0a20746865206576656e743a20687474703a2f2f3132372e302e302e313a383030302f6576656e74732f62792d617070726f76616c5c6e5c6e5175657374696f6e733a20546865206465736b0d0a205c2c206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f62792d617070726f76616c0d0a43415445474f524945533a536572696573206f6620427920617070726f76616c0d0a5354415455533a434f4e4649524d45440d0a5452414e53503a4f50415155450d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a425553590d0a454e443a564556454e540d0a
5	7	2	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b545a49443d4575726f70652f5a75726963683a3230323730373136543135303030300d0a4454454e443b545a49443d4575726f70652f5a75726963683a3230323730373136543136333030300d0a5549443a30626635623032392d393033622d343936322d613237622d393532313166303731633330403132372e302e302e310d0a44545354414d503a3230323631313235543039303030305a0d0a53455155454e43453a300d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030305a0d0a53554d4d4152593a427920736563726574206c696e6b0d0a4445534352495054494f4e3a467269646179203136204a756c7920323032375c2c2031353a30302047656e657661202f2030393a3030204e657720596f726b5c6e5c6e50616765206f66200d0a20746865206576656e743a20687474703a2f2f3132372e302e302e313a383030302f6576656e74732f62792d7365637265742d6c696e6b5c6e5c6e5175657374696f6e733a2054686520640d0a2065736b5c2c206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f62792d7365637265742d6c696e6b0d0a43415445474f524945533a536572696573206f6620427920736563726574206c696e6b0d0a5354415455533a434f4e4649524d45440d0a5452414e53503a4f50415155450d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a425553590d0a454e443a564556454e540d0a
8	10	2	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b56414c55453d444154453a32303237303430310d0a4454454e443b56414c55453d444154453a32303237303530310d0a5549443a30666137383261632d346461382d346236652d626439352d626233333963393062363763403132372e302e302e310d0a44545354414d503a3230323631313235543039303030305a0d0a53455155454e43453a300d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030305a0d0a53554d4d4152593a4b6e6f776e20627920697473206d6f6e746820286578616374206461746520746f20666f6c6c6f77290d0a4445534352495054494f4e3a417072696c20323032375c6e5c6e50616765206f6620746865206576656e743a20687474703a2f2f3132372e302e302e313a383030302f6576656e74732f6b0d0a206e6f776e2d62792d6974732d6d6f6e74685c6e5c6e5175657374696f6e733a20546865206465736b5c2c206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f6b6e6f776e2d62792d6974732d6d6f6e74680d0a43415445474f524945533a536572696573206f66204b6e6f776e20627920697473206d6f6e74680d0a5354415455533a54454e5441544956450d0a5452414e53503a5452414e53504152454e540d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a465245450d0a454e443a564556454e540d0a
9	11	2	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b56414c55453d444154453a32303237313031320d0a4454454e443b56414c55453d444154453a32303237313031360d0a5549443a31316263326236392d666630312d343935352d616665612d633433343734656666363233403132372e302e302e310d0a44545354414d503a3230323631313235543039303030305a0d0a53455155454e43453a300d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030305a0d0a53554d4d4152593a5365766572616c20646179730d0a4445534352495054494f4e3a3132e280933135204f63746f62657220323032375c6e5c6e50616765206f6620746865206576656e743a20687474703a2f2f3132372e302e302e313a3830300d0a20302f6576656e74732f7365766572616c2d646179735c6e5c6e5175657374696f6e733a20546865206465736b5c2c206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f7365766572616c2d646179730d0a43415445474f524945533a536572696573206f66205365766572616c20646179730d0a5354415455533a434f4e4649524d45440d0a5452414e53503a5452414e53504152454e540d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a465245450d0a454e443a564556454e540d0a
10	8	3	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b545a49443d4575726f70652f5a75726963683a3230323730373136543135303030300d0a4454454e443b545a49443d4575726f70652f5a75726963683a3230323730373136543136333030300d0a5549443a31396565366137652d616365662d343461622d393664372d633662613863333861356661403132372e302e302e310d0a44545354414d503a3230323631313235543039303030315a0d0a53455155454e43453a310d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030315a0d0a53554d4d4152593a43616e63656c6c65643a2043616e63656c6c65640d0a4445534352495054494f4e3a467269646179203136204a756c7920323032375c2c2031353a30302047656e657661202f2030393a3030204e657720596f726b5c6e5c6e50616765206f66200d0a20746865206576656e743a20687474703a2f2f3132372e302e302e313a383030302f6576656e74732f63616e63656c6c65645c6e5c6e5175657374696f6e733a20546865206465736b5c2c0d0a20206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f63616e63656c6c65640d0a43415445474f524945533a536572696573206f662043616e63656c6c65640d0a5354415455533a43414e43454c4c45440d0a5452414e53503a5452414e53504152454e540d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a465245450d0a454e443a564556454e540d0a
11	9	3	en	1bd15b4ec41f1880	\\x424547494e3a564556454e540d0a445453544152543b545a49443d4575726f70652f5a75726963683a3230323730373136543135303030300d0a4454454e443b545a49443d4575726f70652f5a75726963683a3230323730373136543136333030300d0a5549443a38303661323662632d326231652d346530302d613537652d313530313930643434363430403132372e302e302e310d0a44545354414d503a3230323631313235543039303030315a0d0a53455155454e43453a310d0a435245415445443a3230323631313235543039303030305a0d0a4c4153542d4d4f4449464945443a3230323631313235543039303030315a0d0a53554d4d4152593a506f7374706f6e65643a20506f7374706f6e65640d0a4445534352495054494f4e3a467269646179203136204a756c7920323032375c2c2031353a30302047656e657661202f2030393a3030204e657720596f726b5c6e5c6e50616765206f66200d0a20746865206576656e743a20687474703a2f2f3132372e302e302e313a383030302f6576656e74732f706f7374706f6e65645c6e5c6e5175657374696f6e733a20546865206465736b5c2c0d0a20206465736b406578616d706c652e6f72670d0a4c4f434154494f4e3a4f6e6c696e650d0a55524c3a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f706f7374706f6e65640d0a43415445474f524945533a536572696573206f6620506f7374706f6e65640d0a5354415455533a43414e43454c4c45440d0a5452414e53503a5452414e53504152454e540d0a434c4153533a5055424c49430d0a582d4d4943524f534f46542d43444f2d425553595354415455533a465245450d0a454e443a564556454e540d0a
\.


--
-- Data for Name: events; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.events (id, uid, slug, state, title, description, links, languages, series_id, organiser_id, contact_name, contact_email, "precision", zone, local_start, local_end, first_on, last_on, starts_at, ends_at, zone_release, cities, listed_month, listed_at, format, place, room_url, held_by, held_elsewhere_url, takes_registrations, capacity, opens_at, closes_at, notify, sequence, sequence_floor, revision, revised_at, created_at, published_at, reading, search_text, entry, entry_key, domains, asks_approval, takes_delegations, has_kinds, has_questions, takes_comments, waiting_list, offer_hours, reminders, opens_before_minutes, closes_before_minutes, proof_hours, comments_waiting, comments_revision) FROM stdin;
1	423598d0-1a82-4b86-90ec-1b293692637e@127.0.0.1	amiras-draft	draft	Amira's draft		[]	[]	1	2	The desk	desk@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online		https://rooms.example.org/Amira			t	\N	\N	\N	each	0	0	1	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	{}	amira's draft\n\n\n\ngeneva\nnew york	secret_link	plainkey	["plaindomain.example"]	f	f	t	t	t	offers	48	[1440, 60]	\N	\N	\N	0	0
2	072b2779-644d-4c71-a2a7-10202c9ee406@127.0.0.1	amiras-event	published	Amira's event		[]	[]	2	2	The desk	desk@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online		https://rooms.example.org/Amira			t	\N	\N	\N	each	0	0	2	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	amira's event\n\n\n\ngeneva\nnew york	open		[]	f	t	f	t	t	offers	48	[1440, 60]	\N	\N	\N	1	0
3	5e192d90-c6a2-4233-a20e-0f24083afcea@127.0.0.1	canarydrafttitle	draft	canarydrafttitle	canarydraftdescription	[{"url": "https://links.example.org/canarydraftlink", "text": "Papers"}]	[]	3	3	canarydraftcontact	canarydraftcontactemail@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online	canarydraftplace	https://rooms.example.org/canarydraftroom	canarydraftheldby		t	\N	\N	\N	each	0	0	1	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	{"questions": [{"code": "weekday-mismatch", "readings": ["canaryquestionone", "canaryquestiontwo"]}], "proposed": [], "assumed": []}	canarydrafttitle\ncanarydraftdescription\ncanarydraftplace\ncanarydraftheldby\ngeneva\nnew york	secret_link	canarydraftkey	["canarydraftdomain.example"]	f	f	t	t	t	offers	48	[1440, 60]	\N	\N	\N	0	0
4	ee52afca-3f5a-4239-952b-362365eb3130@127.0.0.1	bos-event	published	Bo's event		[]	[]	4	3	The desk	desk@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online		https://rooms.example.org/canaryroom			t	4711	\N	\N	each	0	0	2	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	bo's event\n\n\n\ngeneva\nnew york	open		[]	f	t	f	t	t	offers	48	[1440, 60]	\N	\N	\N	1	0
5	c4ade38e-0807-426d-9c8d-c5c167385abb@127.0.0.1	a-full-event	published	A full event		[]	[]	5	2	The desk	desk@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online		https://rooms.example.org/A full event			t	2	\N	\N	each	0	0	2	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	a full event\n\n\n\ngeneva\nnew york	open		[]	f	f	f	f	t	offers	48	[1440, 60]	\N	\N	\N	0	0
6	bf0888f2-ab20-46fc-bfa5-9311443b5b0a@127.0.0.1	by-approval	published	By approval		[]	[]	6	2	The desk	desk@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online		https://rooms.example.org/By approval			t	10	\N	\N	each	0	0	2	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	by approval\n\n\n\ngeneva\nnew york	open		[]	t	f	f	f	t	offers	48	[1440, 60]	\N	\N	\N	0	0
7	0bf5b029-903b-4962-a27b-95211f071c30@127.0.0.1	by-secret-link	published	By secret link		[]	[]	7	2	The desk	desk@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online		https://rooms.example.org/By secret link			t	\N	\N	\N	each	0	0	2	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	by secret link\n\n\n\ngeneva\nnew york	secret_link	z4U9QdLtN4Omks-hXziaEU2xB3kG09GCDmWzezOAoE0	[]	f	f	f	f	t	offers	48	[1440, 60]	\N	\N	\N	0	0
8	19ee6a7e-acef-44ab-96d7-c6ba8c38a5fa@127.0.0.1	cancelled	cancelled	Cancelled		[]	[]	8	2	The desk	desk@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online		https://rooms.example.org/Cancelled			t	\N	\N	\N	each	1	0	3	2026-11-25 09:00:01+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	cancelled\n\n\n\ngeneva\nnew york	open		[]	f	f	f	f	t	offers	48	[1440, 60]	\N	\N	\N	0	0
9	806a26bc-2b1e-4e00-a57e-150190d44640@127.0.0.1	postponed	postponed	Postponed		[]	[]	9	2	The desk	desk@example.org	time	Europe/Zurich	2027-07-16 15:00:00	2027-07-16 16:30:00	2027-07-16	2027-07-16	2027-07-16 13:00:00+00	2027-07-16 14:30:00+00	2026f	["GVA", "NYC"]	202707	2027-07-16 13:00:00+00	online		https://rooms.example.org/Postponed			t	\N	\N	\N	each	1	0	3	2026-11-25 09:00:01+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	postponed\n\n\n\ngeneva\nnew york	open		[]	f	f	f	f	t	offers	48	[1440, 60]	\N	\N	\N	0	0
10	0fa782ac-4da8-4b6e-bd95-bb339c90b67c@127.0.0.1	known-by-its-month	published	Known by its month		[]	[]	10	2	The desk	desk@example.org	month	Europe/Zurich	\N	\N	2027-04-01	2027-04-30	2027-03-31 22:00:00+00	2027-04-30 22:00:00+00	2026f	["GVA", "NYC"]	202704	2027-04-30 22:00:00+00	online		https://rooms.example.org/Known by its month			t	\N	\N	\N	each	0	0	2	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	known by its month\n\n\n\ngeneva\nnew york	open		[]	f	f	f	f	t	offers	48	[1440, 60]	\N	\N	\N	0	0
11	11bc2b69-ff01-4955-afea-c43474eff623@127.0.0.1	several-days	published	Several days		[]	[]	11	2	The desk	desk@example.org	days	Europe/Vienna	\N	\N	2027-10-12	2027-10-15	2027-10-11 22:00:00+00	2027-10-15 22:00:00+00	2026f	["GVA", "NYC"]	202710	2027-10-11 22:00:00+00	online		https://rooms.example.org/Several days			t	\N	\N	\N	each	0	0	2	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	{}	several days\n\n\n\ngeneva\nnew york	open		[]	f	t	f	f	t	offers	48	[1440, 60]	\N	\N	\N	1	0
\.


--
-- Data for Name: invitations; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.invitations (id, event_id, registration_id, message_id, address, method, sequence, made_at) FROM stdin;
1	2	1	5	wanjiru@example.com	REQUEST	0	2026-11-25 09:00:00+00
2	2	2	7	yusuf@example.com	REQUEST	0	2026-11-25 09:00:00+00
3	4	3	9	yusuf@example.com	REQUEST	0	2026-11-25 09:00:00+00
4	4	4	11	canaryemail@example.com	REQUEST	0	2026-11-25 09:00:00+00
5	2	5	19	plainnamedemail@example.com	REQUEST	0	2026-11-25 09:00:00+00
6	4	6	23	guestnamedemail@example.com	REQUEST	0	2026-11-25 09:00:00+00
7	4	7	27	canarynamedemail@example.com	REQUEST	0	2026-11-25 09:00:00+00
8	5	8	36	ann@example.com	REQUEST	0	2026-11-25 09:00:00+00
9	11	17	72	jo@example.com	REQUEST	0	2026-11-25 09:00:00+00
10	11	18	74	kim@example.com	REQUEST	0	2026-11-25 09:00:00+00
11	11	19	77	max@example.com	REQUEST	0	2026-11-25 09:00:00+00
12	11	18	85	kim@example.com	CANCEL	1	2026-11-25 09:00:00+00
13	11	20	86	ora@example.com	REQUEST	0	2026-11-25 09:00:00+00
\.


--
-- Data for Name: invitees; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.invitees (id, event_id, name, email, address, language, generation, created_at, invited_at, opened_at, registration_id) FROM stdin;
1	2	plaininviteename	plaininviteeemail@example.com	plaininviteeemail@example.com	en	1	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N
2	4	guestinviteename	guestinviteeemail@example.com	guestinviteeemail@example.com	en	1	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N
3	4	canaryinviteename	canaryinviteeemail@example.com	canaryinviteeemail@example.com	en	1	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N
4	11	Quin	quin@example.com	quin@example.com	en	1	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N
5	11	Tom	tom@example.com	tom@example.com	en	1	2026-11-25 09:02:00+00	2026-11-25 09:02:00+00	\N	\N
\.


--
-- Data for Name: kind_changes; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.kind_changes (id, registration_id, organiser_id, changed_at, before, after) FROM stdin;
\.


--
-- Data for Name: limit_counts; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.limit_counts (key, count, ends_at) FROM stdin;
\.


--
-- Data for Name: messages; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.messages (id, topic, facts, lane, key, event_id, registration_id, priority, state, due_at, attempts, reason, sender, recipient, mail_id, body, created_at, sent_at) FROM stdin;
1	event.reminder	{"event_id": 2, "minutes": 60, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-16T12:00:00+00:00"}	reminder:2:60:20270716T1300	reminder:2:60	2	\N	10	queued	2027-07-16 12:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
2	event.reminder	{"event_id": 2, "minutes": 1440, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-15T13:00:00+00:00"}	reminder:2:1440:20270716T1300	reminder:2:1440	2	\N	10	queued	2027-07-15 13:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
3	event.reminder	{"event_id": 4, "minutes": 60, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-16T12:00:00+00:00"}	reminder:4:60:20270716T1300	reminder:4:60	4	\N	10	queued	2027-07-16 12:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
4	event.reminder	{"event_id": 4, "minutes": 1440, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-15T13:00:00+00:00"}	reminder:4:1440:20270716T1300	reminder:4:1440	4	\N	10	queued	2027-07-15 13:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
5	registration.confirmed	{}	2-95a74dfb3db8cdfa	\N	2	1	0	sent	2026-11-25 09:00:00+00	1		events@example.org	wanjiru@example.com	<5.4e7a1ffea9c24d72cc2b6291@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
6	organiser.registration	{}	\N	\N	2	1	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<6.bc686b1d7e4685985d8eda7f@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
7	registration.confirmed	{}	2-86cac072b99627a0	\N	2	2	0	sent	2026-11-25 09:00:00+00	1		events@example.org	yusuf@example.com	<7.3d115efc273555ae56348a69@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
8	organiser.registration	{}	\N	\N	2	2	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<8.3079c30ed88c0341b8f5e770@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
9	registration.confirmed	{}	4-86cac072b99627a0	\N	4	3	0	sent	2026-11-25 09:00:00+00	1		events@example.org	yusuf@example.com	<9.3c4ff2753a019329983af4de@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
10	organiser.registration	{}	\N	\N	4	3	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryorganiseremail@example.org	<10.f13f106d6c281eca5d3241d8@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
11	registration.confirmed	{}	4-85e7b03dfb7b432f	\N	4	4	0	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryemail@example.com	<11.7fac11faf905f30034c48706@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
12	organiser.registration	{}	\N	\N	4	4	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryorganiseremail@example.org	<12.1a7122a4c96fba7a43a40615@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
13	registration.address-proof	{}	2-8d10b80b3e3e586c	\N	2	1	0	sent	2026-11-25 09:00:00+00	1		events@example.org	wanjiru.new@example.com	<13.4e0faaa4aef25bc27543eb4e@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
14	registration.address-proof	{}	4-2b724e00b4c9d302	\N	4	4	0	sent	2026-11-25 09:00:00+00	1		events@example.org	canarynewemail@example.com	<14.408a768516a6e88cc9e4c326@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
15	registration.again	{"registration_id": 1, "note": "plainfacts"}	\N	\N	2	1	0	failed	2026-11-25 09:00:00+00	0	550 plainreason		plainrecipient@example.com	<plainmailid@example.org>	\\x5375626a6563743a20706c61696e626f6479	2026-11-25 09:00:00+00	\N
16	registration.again	{"registration_id": 4, "note": "canaryfacts"}	\N	\N	4	4	0	failed	2026-11-25 09:00:00+00	0	550 canaryreason		canaryrecipient@example.com	<canarymailid@example.org>	\\x5375626a6563743a2063616e617279626f6479	2026-11-25 09:00:00+00	\N
17	invitee.invited	{}	2-0076cf5ceae8f402	\N	2	\N	-2	sent	2026-11-25 09:00:00+00	1		events@example.org	plaininviteeemail@example.com	<17.326c4436bacfc9ce6df0b2d8@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
18	delegation.invited	{}	2-57efebfd9dd8ac26	\N	2	\N	0	sent	2026-11-25 09:00:00+00	1		events@example.org	plainfocalemail@example.com	<18.e72af4efca15405fcdb1b268@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
19	registration.confirmed	{}	2-f3229bab952baf34	\N	2	5	0	sent	2026-11-25 09:00:00+00	1		events@example.org	plainnamedemail@example.com	<19.8432055dabfba7a307c70f84@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
20	organiser.registration	{}	\N	\N	2	5	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<20.c745e20848816270ab471891@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
21	invitee.invited	{}	4-3bc4f7014ef6618e	\N	4	\N	-2	sent	2026-11-25 09:00:00+00	1		events@example.org	guestinviteeemail@example.com	<21.063d7a4b84077938a1276bc4@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
22	delegation.invited	{}	4-2286c3eb61a0e002	\N	4	\N	0	sent	2026-11-25 09:00:00+00	1		events@example.org	guestfocalemail@example.com	<22.43de37a765aedf177347e058@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
23	registration.confirmed	{}	4-04b39b24e2259fa7	\N	4	6	0	sent	2026-11-25 09:00:00+00	1		events@example.org	guestnamedemail@example.com	<23.a10afad550a5e1631868c3b0@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
24	organiser.registration	{}	\N	\N	4	6	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryorganiseremail@example.org	<24.7001c04b38698f5cf41ecf67@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
25	invitee.invited	{}	4-4bcd935c62cb0556	\N	4	\N	-2	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryinviteeemail@example.com	<25.24da573315de3414f20f9be0@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
26	delegation.invited	{}	4-d89b270a3e1a669b	\N	4	\N	0	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryfocalemail@example.com	<26.0e17a00fc17a4a8e7952c1e7@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
27	registration.confirmed	{}	4-ee594ae7987386d0	\N	4	7	0	sent	2026-11-25 09:00:00+00	1		events@example.org	canarynamedemail@example.com	<27.5d958f13157e92621195066c@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
28	organiser.registration	{}	\N	\N	4	7	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryorganiseremail@example.org	<28.84647380db2c72f7634b4c97@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
29	organiser.comment	{}	\N	\N	2	\N	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<29.81d00165d77a171ac7172bc0@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
30	comment.answered	{}	comments-2-95a74dfb3db8cdfa	\N	2	\N	0	sent	2026-11-25 09:00:00+00	1		events@example.org	wanjiru@example.com	<30.f734941f9c2b0dc8938005bf@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
31	organiser.comment	{}	\N	\N	4	\N	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryorganiseremail@example.org	<31.87662f17fee0e92dee6a2075@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
32	comment.answered	{}	comments-4-86cac072b99627a0	\N	4	\N	0	sent	2026-11-25 09:00:00+00	1		events@example.org	yusuf@example.com	<32.7bc51e78e207fdaab7558dc0@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
33	comment.answered	{}	comments-4-85e7b03dfb7b432f	\N	4	\N	0	sent	2026-11-25 09:00:00+00	1		events@example.org	canaryemail@example.com	<33.0980b2cfda9ea663cd63bceb@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
34	event.reminder	{"event_id": 5, "minutes": 60, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-16T12:00:00+00:00"}	reminder:5:60:20270716T1300	reminder:5:60	5	\N	10	queued	2027-07-16 12:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
35	event.reminder	{"event_id": 5, "minutes": 1440, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-15T13:00:00+00:00"}	reminder:5:1440:20270716T1300	reminder:5:1440	5	\N	10	queued	2027-07-15 13:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
36	registration.confirmed	{}	5-71d4f55f72fa128d	\N	5	8	0	sent	2026-11-25 09:00:00+00	1		events@example.org	ann@example.com	<36.0af4db968c64f2cb838c4029@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
37	organiser.registration	{}	\N	\N	5	8	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<37.dd74f0e1ebaef765c71e11b5@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
38	registration.confirmed	{}	5-f871a76fb7b15231	\N	5	9	0	superseded	2026-11-25 09:00:00+00	1	nothing left to tell				\N	2026-11-25 09:00:00+00	\N
39	organiser.registration	{}	\N	\N	5	9	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<39.275bfe516a280015b6fb14c5@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
40	registration.waiting	{}	5-c42f5d0033a838d1	\N	5	10	0	superseded	2026-11-25 09:00:00+00	1	nothing left to tell				\N	2026-11-25 09:00:00+00	\N
41	organiser.registration	{}	\N	\N	5	10	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<41.ce1d728779b08051cc06ad0e@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
42	registration.waiting	{}	5-284db338c68920ad	\N	5	11	0	sent	2026-11-25 09:00:00+00	1		events@example.org	di@example.com	<42.6a321151b7149b5990087d25@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
43	organiser.registration	{}	\N	\N	5	11	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<43.b8d9e2bbb35592faee324d10@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
44	registration.cancelled	{}	5-f871a76fb7b15231	\N	5	9	0	sent	2026-11-25 09:00:00+00	1		events@example.org	ben@example.com	<44.1086a969f0e75e930177d827@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
45	organiser.registration	{}	\N	\N	5	9	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<45.395861a3bdc6111d5f845b95@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
46	place.ends	{"registration_id": 10, "ends_at": "2026-11-27T09:00:00+00:00"}	\N	\N	5	\N	0	queued	2026-11-27 09:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
47	registration.offered	{}	5-c42f5d0033a838d1	\N	5	10	0	sent	2026-11-25 09:00:00+00	1		events@example.org	cy@example.com	<47.57bd98670e80f00a17a2f684@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
48	organiser.registration	{}	\N	\N	5	10	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<48.c470e05ed5c5e3f267c830b8@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
49	event.reminder	{"event_id": 6, "minutes": 60, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-16T12:00:00+00:00"}	reminder:6:60:20270716T1300	reminder:6:60	6	\N	10	queued	2027-07-16 12:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
50	event.reminder	{"event_id": 6, "minutes": 1440, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-15T13:00:00+00:00"}	reminder:6:1440:20270716T1300	reminder:6:1440	6	\N	10	queued	2027-07-15 13:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
51	registration.awaiting_approval	{}	6-e245111f6151dbb3	\N	6	12	0	sent	2026-11-25 09:00:00+00	1		events@example.org	eli@example.com	<51.9c0bbd513cca44351685bd9b@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
52	organiser.registration	{}	\N	\N	6	12	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<52.899435bcf6d73ea816d4670a@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
53	registration.awaiting_approval	{}	6-f9dc7ba568728656	\N	6	13	0	superseded	2026-11-25 09:00:00+00	1	nothing left to tell				\N	2026-11-25 09:00:00+00	\N
54	organiser.registration	{}	\N	\N	6	13	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<54.0149a6753ad4f438fba515e7@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
55	registration.awaiting_approval	{}	6-903a2cead53b6157	\N	6	14	0	superseded	2026-11-25 09:00:00+00	1	nothing left to tell				\N	2026-11-25 09:00:00+00	\N
56	organiser.registration	{}	\N	\N	6	14	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<56.bb7de290e70d9835e0adc362@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
57	registration.refused	{}	6-f9dc7ba568728656	\N	6	13	0	sent	2026-11-25 09:00:00+00	1		events@example.org	fay@example.com	<57.8618357798a7ff35b5bb6ef6@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
58	registration.confirmed	{}	6-903a2cead53b6157	\N	6	14	0	superseded	2026-11-25 09:00:00+00	1	nothing left to tell				\N	2026-11-25 09:00:00+00	\N
59	registration.cancelled	{}	6-903a2cead53b6157	\N	6	14	0	sent	2026-11-25 09:00:00+00	1		events@example.org	gus@example.com	<59.71d34113f36f90f39fb17ff1@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
60	organiser.registration	{}	\N	\N	6	14	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<60.e0823dddf68011a0f5f7469e@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
61	event.reminder	{"event_id": 7, "minutes": 60, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-16T12:00:00+00:00"}	reminder:7:60:20270716T1300	reminder:7:60	7	\N	10	queued	2027-07-16 12:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
62	event.reminder	{"event_id": 7, "minutes": 1440, "starts_at": "2027-07-16T13:00:00+00:00", "due_at": "2027-07-15T13:00:00+00:00"}	reminder:7:1440:20270716T1300	reminder:7:1440	7	\N	10	queued	2027-07-15 13:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
63	event.reminder	{}	\N	\N	8	\N	10	superseded	2026-11-25 09:00:00+00	0	the event has moved, or is not to be told of				\N	2026-11-25 09:00:00+00	\N
64	event.reminder	{}	\N	\N	8	\N	10	superseded	2026-11-25 09:00:00+00	0	the event has moved, or is not to be told of				\N	2026-11-25 09:00:00+00	\N
65	registration.confirmed	{}	8-06251731083a9f04	\N	8	15	0	superseded	2026-11-25 09:00:00+00	1	something newer is told				\N	2026-11-25 09:00:00+00	\N
66	organiser.registration	{}	\N	\N	8	15	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<66.512509ec926f1686a22177de@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
67	event.reminder	{}	\N	\N	9	\N	10	superseded	2026-11-25 09:00:00+00	0	the event has moved, or is not to be told of				\N	2026-11-25 09:00:00+00	\N
68	event.reminder	{}	\N	\N	9	\N	10	superseded	2026-11-25 09:00:00+00	0	the event has moved, or is not to be told of				\N	2026-11-25 09:00:00+00	\N
69	registration.confirmed	{}	9-2183cce8ca8f05aa	\N	9	16	0	superseded	2026-11-25 09:00:00+00	1	something newer is told				\N	2026-11-25 09:00:00+00	\N
70	organiser.registration	{}	\N	\N	9	16	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<70.b16d4f1b69b43be980ec4102@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
71	event.reminder	{"event_id": 11, "minutes": 1440, "starts_at": "2027-10-11T22:00:00+00:00", "due_at": "2027-10-11T07:00:00+00:00"}	reminder:11:1440:20271011T2200	reminder:11:1440	11	\N	10	queued	2027-10-11 07:00:00+00	0					\N	2026-11-25 09:00:00+00	\N
72	registration.confirmed	{}	11-f4e19df2e6c609fb	\N	11	17	0	sent	2026-11-25 09:00:00+00	1		events@example.org	jo@example.com	<72.a0039245533d99c6c03fa1ab@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
73	organiser.registration	{}	\N	\N	11	17	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<73.0bf6fd3e28931cba9979ef36@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
74	registration.confirmed	{}	\N	\N	11	18	0	sent	2026-11-25 09:00:00+00	1		events@example.org		<74.45ce04cc8f2e6d2c460232bf@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
75	organiser.registration	{}	\N	\N	11	18	-1	sent	2026-11-25 09:00:00+00	1		events@example.org		<75.59deed23808f6828c66d2e31@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
76	delegation.invited	{}	11-03ecf4e65e540d19	\N	11	\N	0	superseded	2026-11-25 09:00:00+00	0	somebody else names people				\N	2026-11-25 09:00:00+00	\N
77	registration.confirmed	{}	11-0dd93d8f57d723a2	\N	11	19	0	sent	2026-11-25 09:00:00+00	1		events@example.org	max@example.com	<77.fa40f555949b8aea2537bfb2@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
78	organiser.registration	{}	\N	\N	11	19	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<78.a7504363d44c44f07d889a03@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
79	delegation.invited	{}	11-c40a09a704dbb295	\N	11	\N	0	sent	2026-11-25 09:00:00+00	1		events@example.org	mo@example.com	<79.ee973f987059cb9244722ebb@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
80	organiser.comment	{}	\N	\N	11	\N	-1	sent	2026-11-25 09:00:00+00	1		events@example.org	amira@example.org	<80.8ead68a4d688fb7448dee3e7@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
81	event.cancelled	{}	\N	\N	8	\N	10	superseded	2026-11-25 09:00:00+00	1	told to 1				\N	2026-11-25 09:00:00+00	\N
82	event.postponed	{}	\N	\N	9	\N	10	superseded	2026-11-25 09:00:00+00	1	told to 1				\N	2026-11-25 09:00:00+00	\N
83	registration.event-cancelled	{}	8-06251731083a9f04	\N	8	15	-2	sent	2026-11-25 09:00:00+00	1		events@example.org	hal@example.com	<83.72f331798ce37c0cfdd81253@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
84	registration.event-postponed	{}	9-2183cce8ca8f05aa	\N	9	16	-2	sent	2026-11-25 09:00:00+00	1		events@example.org	ida@example.com	<84.332ea32514c27cdf30e2ce77@127.0.0.1>	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
85	registration.cancelled	{"event_id": 11, "registration_id": 18, "name": "Kim", "email": "kim@example.com", "address": "kim@example.com", "language": "en", "zone": "Africa/Nairobi", "erased": true, "why": "erased", "also": []}	11-5d9a0087d4ccdb9b	\N	11	18	0	queued	2026-11-25 09:01:06.53694+00	1	451 4.3.0 try again later	events@example.org	kim@example.com	<85.72a63ac0f5c06f410f78bb30@127.0.0.1>	\\x46726f6d3a20546865206465736b203c6576656e7473406578616d706c652e6f72673e0d0a546f3a204b696d203c6b696d406578616d706c652e636f6d3e0d0a5375626a6563743a204572617365643a20796f757220726567697374726174696f6e20666f72205365766572616c20646179730d0a446174653a205765642c203235204e6f7620323032362030393a30303a3030202b303030300d0a4d6573736167652d49443a203c38352e373261363361633066356330366634313066373862623330403132372e302e302e313e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a5265706c792d546f3a20546865206465736b203c6465736b406578616d706c652e6f72673e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f6d697865643b20626f756e646172793d223d5f776562696e6172735f6d69786564220d0a0d0a2d2d3d5f776562696e6172735f6d697865640d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b20626f756e646172793d223d5f776562696e6172735f616c7465726e6174697665220d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a4b696d2c20796f757220726567697374726174696f6e20616e6420796f7572206461746120617265206572617365642e0d0a0d0a5365766572616c20646179730d0a0d0a202031323d45323d38303d39333135204f63746f62657220323032370d0a20206f6e6c696e650d0a0d0a494e20594f55522043414c454e4441520d0a54686973206d61696c2074616b65732074686520656e747279206f7574206f6620796f75722063616c656e6461723b20736f6d652063616c656e646172732061736b20796f7520666972733d0d0a742e0d0a0d0a4368616e67656420796f7572206d696e643f20526567697374657220616761696e3a0d0a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f7365766572616c2d646179732f726567697374726174696f6e730d0a0d0a41207175657374696f6e3f20416e737765722074686973206d61696c3b206974207265616368657320546865206465736b2c0d0a6465736b406578616d706c652e6f72670d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a3c21646f63747970652068746d6c3e0d0a3c68746d6c206c616e673d334422656e22206469723d3344226c7472223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223d0d0a3e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c6d657461206e616d653d334422737570706f727465642d636f6c6f722d736368656d65732220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4572617365643a20796f757220726567697374726174696f6e20666f72205365766572616c20646179730d0a3c2f7469746c653e0d0a3c7374796c653e0d0a406d6564696120286d61782d77696474683a343830707829207b202e706164207b2070616464696e672d6c6566743a323070782021696d706f7274616e743b2070616464696e672d7269673d0d0a68743a323070782021696d706f7274616e743b207d202e6865726f207b20666f6e742d73697a653a363470782021696d706f7274616e743b207d202e72616e6765207b20666f6e742d73693d0d0a7a653a333670782021696d706f7274616e743b207d207d0d0a406d656469612028707265666572732d636f6c6f722d736368656d653a6461726b29207b0d0a20202e6f7574207b206261636b67726f756e643a233131313431372021696d706f7274616e743b207d202e696e207b206261636b67726f756e643a233162316632342021696d706f7274613d0d0a6e743b207d0d0a20202e696e6b207b20636f6c6f723a236631656665612021696d706f7274616e743b207d202e736f6674207b20636f6c6f723a236230623562622021696d706f7274616e743b207d202e793d0d0a6f75207b20636f6c6f723a233866633766662021696d706f7274616e743b207d0d0a20202e676f207b206261636b67726f756e643a233866633766662021696d706f7274616e743b20626f726465722d636f6c6f723a233866633766662021696d706f7274616e743b207d202e3d0d0a676f2061207b20636f6c6f723a233062313432302021696d706f7274616e743b207d0d0a20202e626172207b206261636b67726f756e643a236631656665612021696d706f7274616e743b207d202e72756c65207b20626f726465722d636f6c6f723a236631656665612021696d703d0d0a6f7274616e743b207d202e63656c6c207b20626f726465722d636f6c6f723a233331333633642021696d706f7274616e743b207d0d0a7d0d0a3c2f7374796c653e0d0a3c2f686561643e0d0a3c626f647920636c6173733d3344226f757422207374796c653d3344226d617267696e3a303b70616464696e673a303b6261636b67726f756e643a23663466336566223e0d0a3c646976207374796c653d334422646973706c61793a6e6f6e653b6d61782d6865696768743a303b6f766572666c6f773a68696464656e223e31323d45323d38303d39333135204f63746f3d0d0a62657220323032373c2f6469763e0d0a3c64697620726f6c653d3344226d61696e22206c616e673d334422656e22206469723d3344226c7472223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d3344226f7574222077696474683d33442231303025222063656c6c70616464696e673d33442230223d0d0a2063656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d33442223663466336566223e3c74723e3c746420616c69676e3d33442263656e7465723d0d0a22207374796c653d33442270616464696e673a323470782030223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d334422696e222077696474683d334422363030222063656c6c70616464696e673d334422302220633d0d0a656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d3344222366666666666622207374796c653d33442277696474683a313030253b6d61782d773d0d0a696474683a36303070783b6261636b67726f756e643a23666666666666223e0d0a20203c74723e3c746420636c6173733d33442262617222206865696768743d3344223622206267636f6c6f723d3344222331343137316222207374796c653d3344226865696768743a36703d0d0a783b6c696e652d6865696768743a3670783b666f6e742d73697a653a30223e266e6273703b3c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c273d0d0a4e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b666f6e742d7765696768743a626f6c643b636f6c6f723a3d0d0a23313431373162223e546865206465736b3c2f703e0d0a20203c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313770783b3d0d0a636f6c6f723a23346435343563223e4b696d2c20796f757220726567697374726174696f6e20616e6420796f7572206461746120617265206572617365642e3c2f703e0d0a202020203c683120636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a323870783b6c696e652d683d0d0a65696768743a312e323b666f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e5365766572616c20646179733c2f68313e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3230707820343070782030223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a323070783b6c696e652d683d0d0a65696768743a312e343b636f6c6f723a23346435343563223e3c733e31323d45323d38303d39333135204f63746f62657220323032373c2f733e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c683220636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313870783b3d0d0a636f6c6f723a23313431373162223e496e20796f75722063616c656e6461723c2f68323e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e54686973206d61696c2074616b65732074686520656e747279206f7574206f6620796f75722063616c656e6461723b20736f3d0d0a6d652063616c656e646172732061736b20796f752066697273742e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e4368616e67656420796f7572206d696e643f20526567697374657220616761696e3a3c62723e3c6120636c6173733d3344223d0d0a796f7522206469723d3344226c74722220687265663d334422687474703a2f2f3132372e302e302e313a383030302f6576656e74732f7365766572616c2d646179732f72656769737472613d0d0a74696f6e7322207374796c653d334422636f6c6f723a233030353561383b776f72642d627265616b3a627265616b2d616c6c223e687474703a2f2f3132372e302e302e313a383030302f653d0d0a76656e74732f7365766572616c2d646179732f726567697374726174696f6e733c2f613e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782033367078223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c3d0d0a274e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b70616464696e672d746f703a313670783b626f726465722d746f703a31707820736f6c69643d0d0a20236463646164343b666f6e742d73697a653a313470783b6c696e652d6865696768743a312e35353b636f6c6f723a23346435343563223e41207175657374696f6e3f20416e73776572203d0d0a74686973206d61696c3b206974207265616368657320546865206465736b2c203c6120636c6173733d334422736f667422206469723d3344226c74722220687265663d3344226d61696c743d0d0a6f3a6465736b406578616d706c652e6f726722207374796c653d334422636f6c6f723a23346435343563223e6465736b406578616d706c652e6f72673c2f613e2e0d0a0d0a3c2f703e0d0a20203c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c2f74643e3c2f74723e3c2f7461626c653e0d0a3c2f6469763e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f63616c656e6461723b206d6574686f643d2243414e43454c223b20636861727365743d225554462d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a0d0a516b564853553436566b4e425445564f524546534451704e52565249543051365130464f5130564d44517051556b3945535551364c5338765632566961573568636e4d764c31646c596d6c750d0a59584a7a4c7939465467304b566b565355306c50546a6f794c6a414e436b4e4254464e44515578464f6b645352556450556b6c425467304b516b564853553436566b565752553555445170450d0a56464e5551564a554f315a425446564650555242564555364d6a41794e7a45774d54494e436b5255525535454f315a425446564650555242564555364d6a41794e7a45774d54594e436c564a0d0a52446f784d574a6a4d6d49324f53316d5a6a41784c5451354e54557459575a6c5953316a4e444d304e7a526c5a6d59324d6a4e414d5449334c6a41754d4334784451704556464e55515531510d0a4f6a49774d6a59784d544931564441354d4441774d466f4e436c4e4655565646546b4e464f6a454e436b4e5352554655525551364d6a41794e6a45784d6a56554d446b774d4441775767304b0d0a544546545643314e5430524a526b6c4652446f794d4449324d5445794e5651774f5441774d444261445170545655314e51564a5a4f6c4e6c646d5679595777675a4746356377304b56564a4d0d0a4f6d6830644841364c7938784d6a63754d4334774c6a45364f4441774d43396c646d567564484d76633256325a584a686243316b59586c7a445170445156524652303953535556544f6c4e6c0d0a636d6c6c637942765a6942545a585a6c636d46734947526865584d4e436c4e5551565256557a7044515535445255784d5255514e436c52535155355455447055556b464f55314242556b564f0d0a5641304b5130784255314d365546564354456c44445170594c55314a51314a50553039475643314452453874516c565457564e5551565256557a7047556b564644517050556b6442546b6c610d0a5256493751303439496c526f5a53426b5a584e72496a707459576c7364473836636e4e32634373784f43316c647a5132614464326558566d4e6a52756248467a5a48563265574d79656d78710d0a4e45426c654746746347786c4c6d384e436942795a77304b515652555255354552555537513156555756424650556c4f52456c575355525651557737556b394d5254315352564574554546530d0a56456c4453564242546c513751303439496b74706253493662574670624852764f6d74706255426c654746746347786c44516f674c6d4e766251304b525535454f6c5a46566b564f5641304b0d0a525535454f6c5a4451557846546b52425567304b0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976652d2d0d0a0d0a2d2d3d5f776562696e6172735f6d697865640d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e743b2066696c656e616d653d22696e766974652e696373220d0a436f6e74656e742d547970653a206170706c69636174696f6e2f6963733b206e616d653d22696e766974652e696373220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a0d0a516b564853553436566b4e425445564f524546534451704e52565249543051365130464f5130564d44517051556b3945535551364c5338765632566961573568636e4d764c31646c596d6c750d0a59584a7a4c7939465467304b566b565355306c50546a6f794c6a414e436b4e4254464e44515578464f6b645352556450556b6c425467304b516b564853553436566b565752553555445170450d0a56464e5551564a554f315a425446564650555242564555364d6a41794e7a45774d54494e436b5255525535454f315a425446564650555242564555364d6a41794e7a45774d54594e436c564a0d0a52446f784d574a6a4d6d49324f53316d5a6a41784c5451354e54557459575a6c5953316a4e444d304e7a526c5a6d59324d6a4e414d5449334c6a41754d4334784451704556464e55515531510d0a4f6a49774d6a59784d544931564441354d4441774d466f4e436c4e4655565646546b4e464f6a454e436b4e5352554655525551364d6a41794e6a45784d6a56554d446b774d4441775767304b0d0a544546545643314e5430524a526b6c4652446f794d4449324d5445794e5651774f5441774d444261445170545655314e51564a5a4f6c4e6c646d5679595777675a4746356377304b56564a4d0d0a4f6d6830644841364c7938784d6a63754d4334774c6a45364f4441774d43396c646d567564484d76633256325a584a686243316b59586c7a445170445156524652303953535556544f6c4e6c0d0a636d6c6c637942765a6942545a585a6c636d46734947526865584d4e436c4e5551565256557a7044515535445255784d5255514e436c52535155355455447055556b464f55314242556b564f0d0a5641304b5130784255314d365546564354456c44445170594c55314a51314a50553039475643314452453874516c565457564e5551565256557a7047556b564644517050556b6442546b6c610d0a5256493751303439496c526f5a53426b5a584e72496a707459576c7364473836636e4e32634373784f43316c647a5132614464326558566d4e6a52756248467a5a48563265574d79656d78710d0a4e45426c654746746347786c4c6d384e436942795a77304b515652555255354552555537513156555756424650556c4f52456c575355525651557737556b394d5254315352564574554546530d0a56456c4453564242546c513751303439496b74706253493662574670624852764f6d74706255426c654746746347786c44516f674c6d4e766251304b525535454f6c5a46566b564f5641304b0d0a525535454f6c5a4451557846546b52425567304b0d0a0d0a2d2d3d5f776562696e6172735f6d697865642d2d0d0a	2026-11-25 09:00:00+00	\N
86	registration.confirmed	{"registration_id": 20}	11-55ed2459f4f34fed	\N	11	20	0	queued	2026-11-25 09:01:02.273163+00	1	451 4.3.0 try again later	events@example.org	ora@example.com	<86.7292944d9670e44bb368a739@127.0.0.1>	\\x46726f6d3a20546865206465736b203c6576656e7473406578616d706c652e6f72673e0d0a546f3a204f7261203c6f7261406578616d706c652e636f6d3e0d0a5375626a6563743a203d3f7574662d383f623f57573931636942776247466a5a546f67553256325a584a686243426b59586c7a4c4341784d754b416b7a45314945396a644739695a5849674d6a41793f3d0d0a203d3f7574662d383f623f4e773d3d3f3d0d0a446174653a205765642c203235204e6f7620323032362030393a30303a3030202b303030300d0a4d6573736167652d49443a203c38362e373239323934346439363730653434626233363861373339403132372e302e302e313e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a5265706c792d546f3a20546865206465736b203c6465736b406578616d706c652e6f72673e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f6d697865643b20626f756e646172793d223d5f776562696e6172735f6d69786564220d0a0d0a2d2d3d5f776562696e6172735f6d697865640d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b20626f756e646172793d223d5f776562696e6172735f616c7465726e6174697665220d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a4f72612c20796f752068617665206120706c6163652e0d0a0d0a5365766572616c20646179730d0a0d0a202031323d45323d38303d39333135204f63746f62657220323032370d0a20206f6e6c696e650d0a0d0a4a4f494e2c2066726f6d203135206d696e75746573206265666f72653b20746865206c696e6b20697320796f75727320616c6f6e653a0d0a687474703a2f2f3132372e302e302e313a383030302f6a6f696e2f577a49774c4446642e7177503843436d727053725467485656454574384e65706d3244444256727775315335673478363d0d0a594648770d0a0d0a494e20594f55522043414c454e4441520d0a54686520696e7669746174696f6e2069732070617274206f662074686973206d61696c2e2041636365707420616e6420697420737461797320726967687420627920697473656c662077683d0d0a656e20736f6d657468696e67206368616e6765732e204465636c696e6520616e6420796f757220706c61636520676f657320746f20736f6d65626f647920656c73652e0d0a0d0a594f5552204f574e20504147450d0a4368616e676520796f75722064657461696c732c20676976652074686520706c616365206261636b2c2074616b65206f7220657261736520796f757220646174613a0d0a687474703a2f2f3132372e302e302e313a383030302f726567697374726174696f6e732f577a49774c4446642e394f4b31445a65625245543351455a4d4f4e34325267355a496d435a326d3d0d0a4b734c4c6f2d56486f59526e490d0a0d0a416c6c207468617420697320796f75727320686572652c20696e206f6e652063616c656e64617220746f2073756273637269626520746f3a0d0a687474703a2f2f3132372e302e302e313a383030302f726567697374726174696f6e732f577a49774c4446642e394f4b31445a65625245543351455a4d4f4e34325267355a496d435a326d3d0d0a4b734c4c6f2d56486f59526e492f63616c656e6461720d0a0d0a41207175657374696f6e3f20416e737765722074686973206d61696c3b206974207265616368657320546865206465736b2c0d0a6465736b406578616d706c652e6f72670d0a0d0a596f7520646964206e6f742072656769737465723f2045726173652074686520726567697374726174696f6e206f6e2074686520706167652061626f76653b206f746865727769736520793d0d0a6f752061726520746f6c64207768656e20746865206576656e74206368616e6765732e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a3c21646f63747970652068746d6c3e0d0a3c68746d6c206c616e673d334422656e22206469723d3344226c7472223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223d0d0a3e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c6d657461206e616d653d334422737570706f727465642d636f6c6f722d736368656d65732220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e596f757220706c6163653a205365766572616c20646179732c2031323d45323d38303d39333135204f63746f62657220323032373c2f7469746c653e0d0a3c7374796c653e0d0a406d6564696120286d61782d77696474683a343830707829207b202e706164207b2070616464696e672d6c6566743a323070782021696d706f7274616e743b2070616464696e672d7269673d0d0a68743a323070782021696d706f7274616e743b207d202e6865726f207b20666f6e742d73697a653a363470782021696d706f7274616e743b207d202e72616e6765207b20666f6e742d73693d0d0a7a653a333670782021696d706f7274616e743b207d207d0d0a406d656469612028707265666572732d636f6c6f722d736368656d653a6461726b29207b0d0a20202e6f7574207b206261636b67726f756e643a233131313431372021696d706f7274616e743b207d202e696e207b206261636b67726f756e643a233162316632342021696d706f7274613d0d0a6e743b207d0d0a20202e696e6b207b20636f6c6f723a236631656665612021696d706f7274616e743b207d202e736f6674207b20636f6c6f723a236230623562622021696d706f7274616e743b207d202e793d0d0a6f75207b20636f6c6f723a233866633766662021696d706f7274616e743b207d0d0a20202e676f207b206261636b67726f756e643a233866633766662021696d706f7274616e743b20626f726465722d636f6c6f723a233866633766662021696d706f7274616e743b207d202e3d0d0a676f2061207b20636f6c6f723a233062313432302021696d706f7274616e743b207d0d0a20202e626172207b206261636b67726f756e643a236631656665612021696d706f7274616e743b207d202e72756c65207b20626f726465722d636f6c6f723a236631656665612021696d703d0d0a6f7274616e743b207d202e63656c6c207b20626f726465722d636f6c6f723a233331333633642021696d706f7274616e743b207d0d0a7d0d0a3c2f7374796c653e0d0a3c2f686561643e0d0a3c626f647920636c6173733d3344226f757422207374796c653d3344226d617267696e3a303b70616464696e673a303b6261636b67726f756e643a23663466336566223e0d0a3c646976207374796c653d334422646973706c61793a6e6f6e653b6d61782d6865696768743a303b6f766572666c6f773a68696464656e223e31323d45323d38303d39333135204f63746f3d0d0a62657220323032373c2f6469763e0d0a3c64697620726f6c653d3344226d61696e22206c616e673d334422656e22206469723d3344226c7472223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d3344226f7574222077696474683d33442231303025222063656c6c70616464696e673d33442230223d0d0a2063656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d33442223663466336566223e3c74723e3c746420616c69676e3d33442263656e7465723d0d0a22207374796c653d33442270616464696e673a323470782030223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d334422696e222077696474683d334422363030222063656c6c70616464696e673d334422302220633d0d0a656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d3344222366666666666622207374796c653d33442277696474683a313030253b6d61782d773d0d0a696474683a36303070783b6261636b67726f756e643a23666666666666223e0d0a20203c74723e3c746420636c6173733d33442262617222206865696768743d3344223622206267636f6c6f723d3344222331343137316222207374796c653d3344226865696768743a36703d0d0a783b6c696e652d6865696768743a3670783b666f6e742d73697a653a30223e266e6273703b3c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c273d0d0a4e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b666f6e742d7765696768743a626f6c643b636f6c6f723a3d0d0a23313431373162223e546865206465736b3c2f703e0d0a20203c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313770783b3d0d0a636f6c6f723a23346435343563223e4f72612c20796f752068617665206120706c6163652e3c2f703e0d0a202020203c683120636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a323870783b6c696e652d683d0d0a65696768743a312e323b666f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e5365766572616c20646179733c2f68313e0d0a20203c2f74643e3c2f74723e0d0a0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b2072616e676522207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f652055493d0d0a262333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a343470783b6c3d0d0a696e652d6865696768743a312e313b666f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e31323d45323d38303d39333135204f63746f62657220323032373c2f3d0d0a703e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a347078203020303b666f6e742d73697a653a313770783b633d0d0a6f6c6f723a23313431373162223e6f6e6c696e653c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7461626c6520726f6c653d33442270726573656e746174696f6e222063656c6c70616464696e673d33442230222063656c6c73706163696e673d334422302220626f726465723d0d0a3d33442230223e3c74723e3c746420636c6173733d334422676f22206267636f6c6f723d3344222330303535613822207374796c653d3344226261636b67726f756e643a233030353561383d0d0a3b626f726465722d7261646975733a3670783b626f726465723a32707820736f6c69642023303035356138223e0d0a2020202020203c6120687265663d334422687474703a2f2f3132372e302e302e313a383030302f6a6f696e2f577a49774c4446642e7177503843436d727053725467485656454574384e653d0d0a706d3244444256727775315335673478365946487722207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393d0d0a3b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b646973706c61793a696e6c696e652d626c6f636b3b70616464696e673a3d0d0a3133707820323670783b666f6e742d73697a653a313870783b666f6e742d7765696768743a626f6c643b636f6c6f723a236666666666663b746578742d6465636f726174696f6e3a6e6f6e3d0d0a65223e4a6f696e3c2f613e0d0a202020203c2f74643e3c2f74723e3c2f7461626c653e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a31327078203020303b666f6e742d73697a653a313470783d0d0a3b6c696e652d6865696768743a312e353b636f6c6f723a23346435343563223e546865206c696e6b206f70656e73203135206d696e75746573206265666f72653b20756e74696c207468653d0d0a6e20697473207061676520636f756e747320646f776e2e20497420697320796f75727320616c6f6e652e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c683220636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313870783b3d0d0a636f6c6f723a23313431373162223e496e20796f75722063616c656e6461723c2f68323e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e54686520696e7669746174696f6e2069732070617274206f662074686973206d61696c2e2041636365707420616e642069743d0d0a20737461797320726967687420627920697473656c66207768656e20736f6d657468696e67206368616e6765732e204465636c696e6520616e6420796f757220706c61636520676f6573203d0d0a746f20736f6d65626f647920656c73652e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c683220636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313870783b3d0d0a636f6c6f723a23313431373162223e596f7572206f776e20706167653c2f68323e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e4368616e676520796f75722064657461696c732c20676976652074686520706c616365206261636b2c2074616b65206f72203d0d0a657261736520796f757220646174613a3c62723e3c6120636c6173733d334422796f7522206469723d3344226c74722220687265663d334422687474703a2f2f3132372e302e302e313a383d0d0a3030302f726567697374726174696f6e732f577a49774c4446642e394f4b31445a65625245543351455a4d4f4e34325267355a496d435a326d4b734c4c6f2d56486f59526e4922207374793d0d0a6c653d334422636f6c6f723a233030353561383b776f72642d627265616b3a627265616b2d616c6c223e687474703a2f2f3132372e302e302e313a383030302f726567697374726174696f3d0d0a6e732f577a49774c4446642e394f4b31445a65625245543351455a4d4f4e34325267355a496d435a326d4b734c4c6f2d56486f59526e493c2f613e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3132707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e3c6120636c6173733d334422796f752220687265663d334422687474703a2f2f3132372e302e302e313a383030302f7265673d0d0a697374726174696f6e732f577a49774c4446642e394f4b31445a65625245543351455a4d4f4e34325267355a496d435a326d4b734c4c6f2d56486f59526e492f63616c656e6461722220733d0d0a74796c653d334422636f6c6f723a23303035356138223e416c6c207468617420697320796f75727320686572652c20696e206f6e652063616c656e64617220746f207375627363726962653d0d0a20746f3c2f613e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782033367078223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c3d0d0a274e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b70616464696e672d746f703a313670783b626f726465722d746f703a31707820736f6c69643d0d0a20236463646164343b666f6e742d73697a653a313470783b6c696e652d6865696768743a312e35353b636f6c6f723a23346435343563223e41207175657374696f6e3f20416e73776572203d0d0a74686973206d61696c3b206974207265616368657320546865206465736b2c203c6120636c6173733d334422736f667422206469723d3344226c74722220687265663d3344226d61696c743d0d0a6f3a6465736b406578616d706c652e6f726722207374796c653d334422636f6c6f723a23346435343563223e6465736b406578616d706c652e6f72673c2f613e2e0d0a3c62723e0d0a596f7520646964206e6f742072656769737465723f2045726173652074686520726567697374726174696f6e206f6e2074686520706167652061626f76653b206f746865727769736520793d0d0a6f752061726520746f6c64207768656e20746865206576656e74206368616e6765732e0d0a3c2f703e0d0a20203c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c2f74643e3c2f74723e3c2f7461626c653e0d0a3c2f6469763e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f63616c656e6461723b206d6574686f643d2252455155455354223b20636861727365743d225554462d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a0d0a516b564853553436566b4e425445564f524546534451704e5256524954305136556b5652565556545641304b55464a5052456c454f6930764c31646c596d6c7559584a7a4c7939585a574a700d0a626d4679637938765255344e436c5a46556c4e4a543034364d69347744517044515578545130464d52547048556b564854314a4a5155344e436b4a4652306c4f4f6c5a46566b564f5641304b0d0a5246525456454653564474575155785652543145515652464f6a49774d6a63784d444579445170455645564f524474575155785652543145515652464f6a49774d6a63784d444532445170560d0a535551364d544669597a4a694e6a6b745a6d59774d5330304f5455314c57466d5a574574597a517a4e4463305a575a6d4e6a497a514445794e7934774c6a41754d51304b524652545645464e0d0a55446f794d4449324d5445794e5651774f5441774d44426144517054525646565255354452546f7744517044556b5642564556454f6a49774d6a59784d544931564441354d4441774d466f4e0d0a436b7842553151745455394553555a4a525551364d6a41794e6a45784d6a56554d446b774d4441775767304b5531564e54554653575470545a585a6c636d46734947526865584d4e436b52460d0a55304e53535642555355394f4f6b70766157343649476830644841364c7938784d6a63754d4334774c6a45364f4441774d43397162326c754c3164365358644d52455a6b4c6e4633554468440d0a5132317963464e7956476449566c5a46525851345467304b4947567762544a4552454a57636e64314d564d315a7a52344e6c6c4753486463626a4579346f43544d54556754324e3062324a6c0d0a636941794d44493358473563626c42685a325567623259676447686c494756325a5735304f69426f644852774f69387644516f674d5449334c6a41754d4334784f6a67774d4441765a585a6c0d0a626e527a4c334e6c646d5679595777745a47463563317875584735526457567a64476c76626e4d364946526f5a53426b5a584e72584377675a47567a6130426c654746746347786c4c6d384e0d0a436942795a77304b544539445156524a543034366148523063446f764c7a45794e7934774c6a41754d546f344d4441774c327076615734765633704a64307845526d5175635864514f454e440d0a62584a7755334a555a306857566b56466444684f5a5842744d6b5245516c5a7944516f6764335578557a566e4e48673257555a496477304b56564a4d4f6d6830644841364c7938784d6a63750d0a4d4334774c6a45364f4441774d43396c646d567564484d76633256325a584a686243316b59586c7a445170445156524652303953535556544f6c4e6c636d6c6c637942765a6942545a585a6c0d0a636d46734947526865584d4e436c4e5551565256557a70445430354753564a4e5255514e436c52535155355455447055556b464f55314242556b564f5641304b5130784255314d36554656430d0a54456c44445170594c55314a51314a50553039475643314452453874516c565457564e5551565256557a7047556b564644517050556b6442546b6c615256493751303439496c526f5a53426b0d0a5a584e72496a707459576c7364473836636e4e32634373794d4331795a474a364d6e683062476733596d6f7a655735316358426f4e6a4e7961324a776355426c654746746347786c4c6d384e0d0a436942795a77304b515652555255354552555537513156555756424650556c4f52456c575355525651557737556b394d52543153525645745545465356456c4453564242546c5137554546530d0a56464e5551565139546b564652464d7451554e555355394f4f314a54566c413944516f6756464a5652547444546a306954334a68496a707459576c736447383662334a6851475634595731770d0a624755755932397444517046546b5136566b56575255355544517046546b5136566b4e425445564f5245465344516f3d0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976652d2d0d0a0d0a2d2d3d5f776562696e6172735f6d697865640d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e743b2066696c656e616d653d22696e766974652e696373220d0a436f6e74656e742d547970653a206170706c69636174696f6e2f6963733b206e616d653d22696e766974652e696373220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a0d0a516b564853553436566b4e425445564f524546534451704e5256524954305136556b5652565556545641304b55464a5052456c454f6930764c31646c596d6c7559584a7a4c7939585a574a700d0a626d4679637938765255344e436c5a46556c4e4a543034364d69347744517044515578545130464d52547048556b564854314a4a5155344e436b4a4652306c4f4f6c5a46566b564f5641304b0d0a5246525456454653564474575155785652543145515652464f6a49774d6a63784d444579445170455645564f524474575155785652543145515652464f6a49774d6a63784d444532445170560d0a535551364d544669597a4a694e6a6b745a6d59774d5330304f5455314c57466d5a574574597a517a4e4463305a575a6d4e6a497a514445794e7934774c6a41754d51304b524652545645464e0d0a55446f794d4449324d5445794e5651774f5441774d44426144517054525646565255354452546f7744517044556b5642564556454f6a49774d6a59784d544931564441354d4441774d466f4e0d0a436b7842553151745455394553555a4a525551364d6a41794e6a45784d6a56554d446b774d4441775767304b5531564e54554653575470545a585a6c636d46734947526865584d4e436b52460d0a55304e53535642555355394f4f6b70766157343649476830644841364c7938784d6a63754d4334774c6a45364f4441774d43397162326c754c3164365358644d52455a6b4c6e4633554468440d0a5132317963464e7956476449566c5a46525851345467304b4947567762544a4552454a57636e64314d564d315a7a52344e6c6c4753486463626a4579346f43544d54556754324e3062324a6c0d0a636941794d44493358473563626c42685a325567623259676447686c494756325a5735304f69426f644852774f69387644516f674d5449334c6a41754d4334784f6a67774d4441765a585a6c0d0a626e527a4c334e6c646d5679595777745a47463563317875584735526457567a64476c76626e4d364946526f5a53426b5a584e72584377675a47567a6130426c654746746347786c4c6d384e0d0a436942795a77304b544539445156524a543034366148523063446f764c7a45794e7934774c6a41754d546f344d4441774c327076615734765633704a64307845526d5175635864514f454e440d0a62584a7755334a555a306857566b56466444684f5a5842744d6b5245516c5a7944516f6764335578557a566e4e48673257555a496477304b56564a4d4f6d6830644841364c7938784d6a63750d0a4d4334774c6a45364f4441774d43396c646d567564484d76633256325a584a686243316b59586c7a445170445156524652303953535556544f6c4e6c636d6c6c637942765a6942545a585a6c0d0a636d46734947526865584d4e436c4e5551565256557a70445430354753564a4e5255514e436c52535155355455447055556b464f55314242556b564f5641304b5130784255314d36554656430d0a54456c44445170594c55314a51314a50553039475643314452453874516c565457564e5551565256557a7047556b564644517050556b6442546b6c615256493751303439496c526f5a53426b0d0a5a584e72496a707459576c7364473836636e4e32634373794d4331795a474a364d6e683062476733596d6f7a655735316358426f4e6a4e7961324a776355426c654746746347786c4c6d384e0d0a436942795a77304b515652555255354552555537513156555756424650556c4f52456c575355525651557737556b394d52543153525645745545465356456c4453564242546c5137554546530d0a56464e5551565139546b564652464d7451554e555355394f4f314a54566c413944516f6756464a5652547444546a306954334a68496a707459576c736447383662334a6851475634595731770d0a624755755932397444517046546b5136566b56575255355544517046546b5136566b4e425445564f5245465344516f3d0d0a0d0a2d2d3d5f776562696e6172735f6d697865642d2d0d0a	2026-11-25 09:00:00+00	\N
87	organiser.registration	{"registration_id": 20, "gone": false}	\N	\N	11	20	-1	queued	2026-11-25 09:01:10.657614+00	1	451 4.3.0 try again later	events@example.org	amira@example.org	<87.6791fad8aaf687a6289abc25@127.0.0.1>	\\x46726f6d3a20576562696e617273203c6576656e7473406578616d706c652e6f72673e0d0a546f3a20416d69726120486164646164203c616d697261406578616d706c652e6f72673e0d0a5375626a6563743a204e657720726567697374726174696f6e3a205365766572616c20646179730d0a446174653a205765642c203235204e6f7620323032362030393a30303a3030202b303030300d0a4d6573736167652d49443a203c38372e363739316661643861616636383761363238396162633235403132372e302e302e313e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b20626f756e646172793d223d5f776562696e6172735f616c7465726e6174697665220d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a4f726120686173206120706c6163652e0d0a0d0a5365766572616c20646179730d0a31323d45323d38303d39333135204f63746f62657220323032370d0a0d0a3320706c61636573206172652074616b656e2e0d0a0d0a596f7572206576656e74733a0d0a687474703a2f2f3132372e302e302e313a383030302f6f7267616e6973652f6576656e74730d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a3c21646f63747970652068746d6c3e0d0a3c68746d6c206c616e673d334422656e22206469723d3344226c7472223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223d0d0a3e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c6d657461206e616d653d334422737570706f727465642d636f6c6f722d736368656d65732220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4e657720726567697374726174696f6e3a205365766572616c20646179730d0a3c2f7469746c653e0d0a3c7374796c653e0d0a406d6564696120286d61782d77696474683a343830707829207b202e706164207b2070616464696e672d6c6566743a323070782021696d706f7274616e743b2070616464696e672d7269673d0d0a68743a323070782021696d706f7274616e743b207d202e6865726f207b20666f6e742d73697a653a363470782021696d706f7274616e743b207d202e72616e6765207b20666f6e742d73693d0d0a7a653a333670782021696d706f7274616e743b207d207d0d0a406d656469612028707265666572732d636f6c6f722d736368656d653a6461726b29207b0d0a20202e6f7574207b206261636b67726f756e643a233131313431372021696d706f7274616e743b207d202e696e207b206261636b67726f756e643a233162316632342021696d706f7274613d0d0a6e743b207d0d0a20202e696e6b207b20636f6c6f723a236631656665612021696d706f7274616e743b207d202e736f6674207b20636f6c6f723a236230623562622021696d706f7274616e743b207d202e793d0d0a6f75207b20636f6c6f723a233866633766662021696d706f7274616e743b207d0d0a20202e676f207b206261636b67726f756e643a233866633766662021696d706f7274616e743b20626f726465722d636f6c6f723a233866633766662021696d706f7274616e743b207d202e3d0d0a676f2061207b20636f6c6f723a233062313432302021696d706f7274616e743b207d0d0a20202e626172207b206261636b67726f756e643a236631656665612021696d706f7274616e743b207d202e72756c65207b20626f726465722d636f6c6f723a236631656665612021696d703d0d0a6f7274616e743b207d202e63656c6c207b20626f726465722d636f6c6f723a233331333633642021696d706f7274616e743b207d0d0a7d0d0a3c2f7374796c653e0d0a3c2f686561643e0d0a3c626f647920636c6173733d3344226f757422207374796c653d3344226d617267696e3a303b70616464696e673a303b6261636b67726f756e643a23663466336566223e0d0a3c646976207374796c653d334422646973706c61793a6e6f6e653b6d61782d6865696768743a303b6f766572666c6f773a68696464656e223e31323d45323d38303d39333135204f63746f3d0d0a62657220323032373c2f6469763e0d0a3c64697620726f6c653d3344226d61696e22206c616e673d334422656e22206469723d3344226c7472223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d3344226f7574222077696474683d33442231303025222063656c6c70616464696e673d33442230223d0d0a2063656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d33442223663466336566223e3c74723e3c746420616c69676e3d33442263656e7465723d0d0a22207374796c653d33442270616464696e673a323470782030223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d334422696e222077696474683d334422363030222063656c6c70616464696e673d334422302220633d0d0a656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d3344222366666666666622207374796c653d33442277696474683a313030253b6d61782d773d0d0a696474683a36303070783b6261636b67726f756e643a23666666666666223e0d0a20203c74723e3c746420636c6173733d33442262617222206865696768743d3344223622206267636f6c6f723d3344222331343137316222207374796c653d3344226865696768743a36703d0d0a783b6c696e652d6865696768743a3670783b666f6e742d73697a653a30223e266e6273703b3c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c273d0d0a4e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b666f6e742d7765696768743a626f6c643b636f6c6f723a3d0d0a23313431373162223e576562696e6172733c2f703e0d0a20203c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313770783b3d0d0a636f6c6f723a23346435343563223e4f726120686173206120706c6163652e3c2f703e0d0a202020203c683120636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a323870783b6c696e652d683d0d0a65696768743a312e323b666f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e5365766572616c20646179733c2f68313e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e31323d45323d38303d39333135204f63746f62657220323032373c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e3320706c61636573206172652074616b656e2e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e596f7572206576656e74733a3c62723e3c6120636c6173733d334422796f7522206469723d3344226c74722220687265663d0d0a3d334422687474703a2f2f3132372e302e302e313a383030302f6f7267616e6973652f6576656e747322207374796c653d334422636f6c6f723a233030353561383b776f72642d627265613d0d0a6b3a627265616b2d616c6c223e687474703a2f2f3132372e302e302e313a383030302f6f7267616e6973652f6576656e74733c2f613e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782033367078223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c3d0d0a274e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b70616464696e672d746f703a313670783b626f726465722d746f703a31707820736f6c69643d0d0a20236463646164343b666f6e742d73697a653a313470783b6c696e652d6865696768743a312e35353b636f6c6f723a23346435343563223e596f75206765742074686973206265636175733d0d0a6520796f75206172652074686520686f7374206f6620746865206576656e742e0d0a3c2f703e0d0a20203c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c2f74643e3c2f74723e3c2f7461626c653e0d0a3c2f6469763e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976652d2d0d0a	2026-11-25 09:00:00+00	\N
88	registration.waiting	{"registration_id": 21}	5-ac4b808efd8e7ca7	\N	5	21	0	queued	2026-11-25 09:01:00.740745+00	1	451 4.3.0 try again later	events@example.org	pia@example.com	<88.9b115b5edf9f0a6ac3ca8033@127.0.0.1>	\\x46726f6d3a20546865206465736b203c6576656e7473406578616d706c652e6f72673e0d0a546f3a20506961203c706961406578616d706c652e636f6d3e0d0a5375626a6563743a2057616974696e67206c6973743a20412066756c6c206576656e742c20467269646179203136204a756c792c2031363a3030204e6169726f62690d0a446174653a205765642c203235204e6f7620323032362030393a30303a3030202b303030300d0a4d6573736167652d49443a203c38382e396231313562356564663966306136616333636138303333403132372e302e302e313e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a5265706c792d546f3a20546865206465736b203c6465736b406578616d706c652e6f72673e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b20626f756e646172793d223d5f776562696e6172735f616c7465726e6174697665220d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a5069612c20796f7520617265206f6e207468652077616974696e67206c6973742e0d0a0d0a412066756c6c206576656e740d0a0d0a202031363a303020746f2031373a33302020796f75722074696d652c204e6169726f62690d0a2020467269646179203136204a756c7920323032372c203930206d696e757465732c206f6e6c696e650d0a0d0a202031353a3030202047656e6576612c20467269646179203136204a756c7920285554432b30323a3030290d0a202030393a303020204e657720596f726b2c20467269646179203136204a756c7920285554433d45323d38383d393230343a3030290d0a0d0a416c6c20706c61636573206172652074616b656e2e205768656e206f6e6520697320676976656e206261636b20697420676f657320746f2074686f73652077686f20776169742c20696e203d0d0a746865206f7264657220696e20776869636820746865792061736b65643b207768656e20697420697320796f7572207475726e2c2061206d61696c207361797320736f2e204b65657020743d0d0a68652074696d65206672656520696620796f752063616e2e0d0a0d0a594f5552204f574e20504147450d0a4368616e676520796f75722064657461696c732c206c65617665207468652077616974696e67206c6973742c2074616b65206f7220657261736520796f757220646174613a0d0a687474703a2f2f3132372e302e302e313a383030302f726567697374726174696f6e732f577a49784c4446642e6f5375317a656935534a49614943784b416f346e4a7355746568687239483d0d0a6350775a326157417834674c490d0a0d0a416c6c207468617420697320796f75727320686572652c20696e206f6e652063616c656e64617220746f2073756273637269626520746f3a0d0a687474703a2f2f3132372e302e302e313a383030302f726567697374726174696f6e732f577a49784c4446642e6f5375317a656935534a49614943784b416f346e4a7355746568687239483d0d0a6350775a326157417834674c492f63616c656e6461720d0a0d0a41207175657374696f6e3f20416e737765722074686973206d61696c3b206974207265616368657320546865206465736b2c0d0a6465736b406578616d706c652e6f72670d0a0d0a596f7520646964206e6f742072656769737465723f2045726173652074686520726567697374726174696f6e206f6e2074686520706167652061626f76653b206f746865727769736520793d0d0a6f752061726520746f6c64207768656e20746865206576656e74206368616e6765732e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a3c21646f63747970652068746d6c3e0d0a3c68746d6c206c616e673d334422656e22206469723d3344226c7472223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223d0d0a3e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c6d657461206e616d653d334422737570706f727465642d636f6c6f722d736368656d65732220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e57616974696e67206c6973743a20412066756c6c206576656e742c20467269646179203136204a756c792c2031363a3030204e6169726f62693c2f7469746c653e0d0a3c7374796c653e0d0a406d6564696120286d61782d77696474683a343830707829207b202e706164207b2070616464696e672d6c6566743a323070782021696d706f7274616e743b2070616464696e672d7269673d0d0a68743a323070782021696d706f7274616e743b207d202e6865726f207b20666f6e742d73697a653a363470782021696d706f7274616e743b207d202e72616e6765207b20666f6e742d73693d0d0a7a653a333670782021696d706f7274616e743b207d207d0d0a406d656469612028707265666572732d636f6c6f722d736368656d653a6461726b29207b0d0a20202e6f7574207b206261636b67726f756e643a233131313431372021696d706f7274616e743b207d202e696e207b206261636b67726f756e643a233162316632342021696d706f7274613d0d0a6e743b207d0d0a20202e696e6b207b20636f6c6f723a236631656665612021696d706f7274616e743b207d202e736f6674207b20636f6c6f723a236230623562622021696d706f7274616e743b207d202e793d0d0a6f75207b20636f6c6f723a233866633766662021696d706f7274616e743b207d0d0a20202e676f207b206261636b67726f756e643a233866633766662021696d706f7274616e743b20626f726465722d636f6c6f723a233866633766662021696d706f7274616e743b207d202e3d0d0a676f2061207b20636f6c6f723a233062313432302021696d706f7274616e743b207d0d0a20202e626172207b206261636b67726f756e643a236631656665612021696d706f7274616e743b207d202e72756c65207b20626f726465722d636f6c6f723a236631656665612021696d703d0d0a6f7274616e743b207d202e63656c6c207b20626f726465722d636f6c6f723a233331333633642021696d706f7274616e743b207d0d0a7d0d0a3c2f7374796c653e0d0a3c2f686561643e0d0a3c626f647920636c6173733d3344226f757422207374796c653d3344226d617267696e3a303b70616464696e673a303b6261636b67726f756e643a23663466336566223e0d0a3c646976207374796c653d334422646973706c61793a6e6f6e653b6d61782d6865696768743a303b6f766572666c6f773a68696464656e223e467269646179203136204a756c792c2031363d0d0a3a3030204e6169726f62693c2f6469763e0d0a3c64697620726f6c653d3344226d61696e22206c616e673d334422656e22206469723d3344226c7472223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d3344226f7574222077696474683d33442231303025222063656c6c70616464696e673d33442230223d0d0a2063656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d33442223663466336566223e3c74723e3c746420616c69676e3d33442263656e7465723d0d0a22207374796c653d33442270616464696e673a323470782030223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d334422696e222077696474683d334422363030222063656c6c70616464696e673d334422302220633d0d0a656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d3344222366666666666622207374796c653d33442277696474683a313030253b6d61782d773d0d0a696474683a36303070783b6261636b67726f756e643a23666666666666223e0d0a20203c74723e3c746420636c6173733d33442262617222206865696768743d3344223622206267636f6c6f723d3344222331343137316222207374796c653d3344226865696768743a36703d0d0a783b6c696e652d6865696768743a3670783b666f6e742d73697a653a30223e266e6273703b3c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c273d0d0a4e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b666f6e742d7765696768743a626f6c643b636f6c6f723a3d0d0a23313431373162223e546865206465736b3c2f703e0d0a20203c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313770783b3d0d0a636f6c6f723a23346435343563223e5069612c20796f7520617265206f6e207468652077616974696e67206c6973742e3c2f703e0d0a202020203c683120636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a323870783b6c696e652d683d0d0a65696768743a312e323b666f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e412066756c6c206576656e743c2f68313e0d0a20203c2f74643e3c2f74723e0d0a0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422796f75206865726f22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549263d0d0a2333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a383070783b6c693d0d0a6e652d6865696768743a313b666f6e742d7765696768743a626f6c643b6c65747465722d73706163696e673a2d3370783b636f6c6f723a23303035356138223e31363a3030203c7370616e3d0d0a20636c6173733d334422736f667422207374796c653d334422666f6e742d73697a653a323870783b666f6e742d7765696768743a6e6f726d616c3b6c65747465722d73706163696e673a303d0d0a3b636f6c6f723a23346435343563223e746f2031373a33303c2f7370616e3e3c2f703e0d0a202020203c7020636c6173733d334422796f7522207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a387078203020303b666f6e742d73697a653a313770783b663d0d0a6f6e742d7765696768743a626f6c643b636f6c6f723a23303035356138223e796f75722074696d652c204e6169726f62693c2f703e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a347078203020303b666f6e742d73697a653a323070783b663d0d0a6f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e467269646179203136204a756c792032303237203c7370616e20636c6173733d334422736f667422207374793d0d0a6c653d334422666f6e742d7765696768743a6e6f726d616c3b636f6c6f723a23346435343563223e3930206d696e757465732c206f6e6c696e653c2f7370616e3e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3230707820343070782030223e0d0a202020203c7461626c652077696474683d33442231303025222063656c6c70616464696e673d33442230222063656c6c73706163696e673d334422302220626f726465723d3344223022203d0d0a636c6173733d33442272756c6522207374796c653d334422626f726465722d746f703a32707820736f6c696420233134313731623b626f726465722d626f74746f6d3a32707820736f6c693d0d0a642023313431373162223e0d0a2020202020203c74626f64793e0d0a20202020202020203c74723e0d0a202020202020202020203c746420636c6173733d334422696e6b2063656c6c222077696474683d334422383422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d733d0d0a797374656d2c262333393b5365676f65205549262333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b70616464696e3d0d0a673a3130707820303b626f726465722d626f74746f6d3a31707820736f6c696420236463646164343b666f6e742d73697a653a323070783b666f6e742d7765696768743a626f6c643b636f3d0d0a6c6f723a233134313731623b77686974652d73706163653a6e6f77726170223e31353a30303c2f74643e0d0a202020202020202020203c746420636c6173733d334422696e6b2063656c6c22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b53653d0d0a676f65205549262333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b70616464696e673a3130707820303b626f72643d0d0a65722d626f74746f6d3a31707820736f6c696420236463646164343b666f6e742d73697a653a313770783b636f6c6f723a23313431373162223e3c6264693e47656e6576613c2f6264693e3d0d0a3c2f74643e0d0a202020202020202020203c746420636c6173733d334422736f66742063656c6c2220616c69676e3d334422726967687422207374796c653d334422666f6e742d66616d696c793a2d6170703d0d0a6c652d73797374656d2c262333393b5365676f65205549262333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b70613d0d0a6464696e673a3130707820303b626f726465722d626f74746f6d3a31707820736f6c696420236463646164343b666f6e742d73697a653a313470783b636f6c6f723a23346435343563223e3d0d0a467269646179203136204a756c79203d43323d4237203c6264693e5554432b30323a30303c2f6264693e3c2f74643e0d0a20202020202020203c2f74723e0d0a20202020202020203c74723e0d0a202020202020202020203c746420636c6173733d334422696e6b2063656c6c222077696474683d334422383422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d733d0d0a797374656d2c262333393b5365676f65205549262333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b70616464696e3d0d0a673a3130707820303b666f6e742d73697a653a323070783b666f6e742d7765696768743a626f6c643b636f6c6f723a233134313731623b77686974652d73706163653a6e6f77726170223e3d0d0a30393a30303c2f74643e0d0a202020202020202020203c746420636c6173733d334422696e6b2063656c6c22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b53653d0d0a676f65205549262333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b70616464696e673a3130707820303b666f6e743d0d0a2d73697a653a313770783b636f6c6f723a23313431373162223e3c6264693e4e657720596f726b3c2f6264693e3c2f74643e0d0a202020202020202020203c746420636c6173733d334422736f66742063656c6c2220616c69676e3d334422726967687422207374796c653d334422666f6e742d66616d696c793a2d6170703d0d0a6c652d73797374656d2c262333393b5365676f65205549262333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b70613d0d0a6464696e673a3130707820303b666f6e742d73697a653a313470783b636f6c6f723a23346435343563223e467269646179203136204a756c79203d43323d4237203c6264693e5554433d0d0a3d45323d38383d393230343a30303c2f6264693e3c2f74643e0d0a20202020202020203c2f74723e0d0a2020202020203c2f74626f64793e0d0a202020203c2f7461626c653e0d0a20203c2f74643e3c2f74723e0d0a0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e416c6c20706c61636573206172652074616b656e2e205768656e206f6e6520697320676976656e206261636b20697420676f3d0d0a657320746f2074686f73652077686f20776169742c20696e20746865206f7264657220696e20776869636820746865792061736b65643b207768656e20697420697320796f7572207475723d0d0a6e2c2061206d61696c207361797320736f2e204b656570207468652074696d65206672656520696620796f752063616e2e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c683220636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313870783b3d0d0a636f6c6f723a23313431373162223e596f7572206f776e20706167653c2f68323e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e4368616e676520796f75722064657461696c732c206c65617665207468652077616974696e67206c6973742c2074616b65203d0d0a6f7220657261736520796f757220646174613a3c62723e3c6120636c6173733d334422796f7522206469723d3344226c74722220687265663d334422687474703a2f2f3132372e302e302e3d0d0a313a383030302f726567697374726174696f6e732f577a49784c4446642e6f5375317a656935534a49614943784b416f346e4a7355746568687239486350775a326157417834674c4922203d0d0a7374796c653d334422636f6c6f723a233030353561383b776f72642d627265616b3a627265616b2d616c6c223e687474703a2f2f3132372e302e302e313a383030302f72656769737472613d0d0a74696f6e732f577a49784c4446642e6f5375317a656935534a49614943784b416f346e4a7355746568687239486350775a326157417834674c493c2f613e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3132707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e3c6120636c6173733d334422796f752220687265663d334422687474703a2f2f3132372e302e302e313a383030302f7265673d0d0a697374726174696f6e732f577a49784c4446642e6f5375317a656935534a49614943784b416f346e4a7355746568687239486350775a326157417834674c492f63616c656e6461722220733d0d0a74796c653d334422636f6c6f723a23303035356138223e416c6c207468617420697320796f75727320686572652c20696e206f6e652063616c656e64617220746f207375627363726962653d0d0a20746f3c2f613e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782033367078223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c3d0d0a274e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b70616464696e672d746f703a313670783b626f726465722d746f703a31707820736f6c69643d0d0a20236463646164343b666f6e742d73697a653a313470783b6c696e652d6865696768743a312e35353b636f6c6f723a23346435343563223e41207175657374696f6e3f20416e73776572203d0d0a74686973206d61696c3b206974207265616368657320546865206465736b2c203c6120636c6173733d334422736f667422206469723d3344226c74722220687265663d3344226d61696c743d0d0a6f3a6465736b406578616d706c652e6f726722207374796c653d334422636f6c6f723a23346435343563223e6465736b406578616d706c652e6f72673c2f613e2e0d0a3c62723e0d0a596f7520646964206e6f742072656769737465723f2045726173652074686520726567697374726174696f6e206f6e2074686520706167652061626f76653b206f746865727769736520793d0d0a6f752061726520746f6c64207768656e20746865206576656e74206368616e6765732e0d0a3c2f703e0d0a20203c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c2f74643e3c2f74723e3c2f7461626c653e0d0a3c2f6469763e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976652d2d0d0a	2026-11-25 09:00:00+00	\N
89	organiser.registration	{"registration_id": 21, "gone": false}	\N	\N	5	21	-1	queued	2026-11-25 09:01:11.29551+00	1	451 4.3.0 try again later	events@example.org	amira@example.org	<89.bc470117a4724dc1cd5f6c8f@127.0.0.1>	\\x46726f6d3a20576562696e617273203c6576656e7473406578616d706c652e6f72673e0d0a546f3a20416d69726120486164646164203c616d697261406578616d706c652e6f72673e0d0a5375626a6563743a204f6e207468652077616974696e67206c6973743a20412066756c6c206576656e740d0a446174653a205765642c203235204e6f7620323032362030393a30303a3030202b303030300d0a4d6573736167652d49443a203c38392e626334373031313761343732346463316364356636633866403132372e302e302e313e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b20626f756e646172793d223d5f776562696e6172735f616c7465726e6174697665220d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a506961206973206f6e207468652077616974696e67206c6973742e0d0a0d0a412066756c6c206576656e740d0a467269646179203136204a756c7920323032372c2031353a30302047656e657661202f2030393a3030204e657720596f726b0d0a0d0a32206f66203220706c61636573206172652074616b656e2e0d0a0d0a596f7572206576656e74733a0d0a687474703a2f2f3132372e302e302e313a383030302f6f7267616e6973652f6576656e74730d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a3c21646f63747970652068746d6c3e0d0a3c68746d6c206c616e673d334422656e22206469723d3344226c7472223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223d0d0a3e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c6d657461206e616d653d334422737570706f727465642d636f6c6f722d736368656d65732220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4f6e207468652077616974696e67206c6973743a20412066756c6c206576656e740d0a3c2f7469746c653e0d0a3c7374796c653e0d0a406d6564696120286d61782d77696474683a343830707829207b202e706164207b2070616464696e672d6c6566743a323070782021696d706f7274616e743b2070616464696e672d7269673d0d0a68743a323070782021696d706f7274616e743b207d202e6865726f207b20666f6e742d73697a653a363470782021696d706f7274616e743b207d202e72616e6765207b20666f6e742d73693d0d0a7a653a333670782021696d706f7274616e743b207d207d0d0a406d656469612028707265666572732d636f6c6f722d736368656d653a6461726b29207b0d0a20202e6f7574207b206261636b67726f756e643a233131313431372021696d706f7274616e743b207d202e696e207b206261636b67726f756e643a233162316632342021696d706f7274613d0d0a6e743b207d0d0a20202e696e6b207b20636f6c6f723a236631656665612021696d706f7274616e743b207d202e736f6674207b20636f6c6f723a236230623562622021696d706f7274616e743b207d202e793d0d0a6f75207b20636f6c6f723a233866633766662021696d706f7274616e743b207d0d0a20202e676f207b206261636b67726f756e643a233866633766662021696d706f7274616e743b20626f726465722d636f6c6f723a233866633766662021696d706f7274616e743b207d202e3d0d0a676f2061207b20636f6c6f723a233062313432302021696d706f7274616e743b207d0d0a20202e626172207b206261636b67726f756e643a236631656665612021696d706f7274616e743b207d202e72756c65207b20626f726465722d636f6c6f723a236631656665612021696d703d0d0a6f7274616e743b207d202e63656c6c207b20626f726465722d636f6c6f723a233331333633642021696d706f7274616e743b207d0d0a7d0d0a3c2f7374796c653e0d0a3c2f686561643e0d0a3c626f647920636c6173733d3344226f757422207374796c653d3344226d617267696e3a303b70616464696e673a303b6261636b67726f756e643a23663466336566223e0d0a3c646976207374796c653d334422646973706c61793a6e6f6e653b6d61782d6865696768743a303b6f766572666c6f773a68696464656e223e467269646179203136204a756c79203230323d0d0a372c2031353a30302047656e657661202f2030393a3030204e657720596f726b3c2f6469763e0d0a3c64697620726f6c653d3344226d61696e22206c616e673d334422656e22206469723d3344226c7472223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d3344226f7574222077696474683d33442231303025222063656c6c70616464696e673d33442230223d0d0a2063656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d33442223663466336566223e3c74723e3c746420616c69676e3d33442263656e7465723d0d0a22207374796c653d33442270616464696e673a323470782030223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d334422696e222077696474683d334422363030222063656c6c70616464696e673d334422302220633d0d0a656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d3344222366666666666622207374796c653d33442277696474683a313030253b6d61782d773d0d0a696474683a36303070783b6261636b67726f756e643a23666666666666223e0d0a20203c74723e3c746420636c6173733d33442262617222206865696768743d3344223622206267636f6c6f723d3344222331343137316222207374796c653d3344226865696768743a36703d0d0a783b6c696e652d6865696768743a3670783b666f6e742d73697a653a30223e266e6273703b3c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c273d0d0a4e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b666f6e742d7765696768743a626f6c643b636f6c6f723a3d0d0a23313431373162223e576562696e6172733c2f703e0d0a20203c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313770783b3d0d0a636f6c6f723a23346435343563223e506961206973206f6e207468652077616974696e67206c6973742e3c2f703e0d0a202020203c683120636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a323870783b6c696e652d683d0d0a65696768743a312e323b666f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e412066756c6c206576656e743c2f68313e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e467269646179203136204a756c7920323032372c2031353a30302047656e657661202f2030393a3030204e657720596f726b3d0d0a3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e32206f66203220706c61636573206172652074616b656e2e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e596f7572206576656e74733a3c62723e3c6120636c6173733d334422796f7522206469723d3344226c74722220687265663d0d0a3d334422687474703a2f2f3132372e302e302e313a383030302f6f7267616e6973652f6576656e747322207374796c653d334422636f6c6f723a233030353561383b776f72642d627265613d0d0a6b3a627265616b2d616c6c223e687474703a2f2f3132372e302e302e313a383030302f6f7267616e6973652f6576656e74733c2f613e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782033367078223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c3d0d0a274e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b70616464696e672d746f703a313670783b626f726465722d746f703a31707820736f6c69643d0d0a20236463646164343b666f6e742d73697a653a313470783b6c696e652d6865696768743a312e35353b636f6c6f723a23346435343563223e596f75206765742074686973206265636175733d0d0a6520796f75206172652074686520686f7374206f6620746865206576656e742e0d0a3c2f703e0d0a20203c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c2f74643e3c2f74723e3c2f7461626c653e0d0a3c2f6469763e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976652d2d0d0a	2026-11-25 09:00:00+00	\N
90	invitee.invited	{"invitee_id": 4, "generation": 1}	11-0d16cb17ed3a5471	\N	11	\N	-2	queued	2026-11-25 09:01:01.991645+00	1	451 4.3.0 try again later	events@example.org	quin@example.com	<90.31abccb31f3677c438cf838c@127.0.0.1>	\\x46726f6d3a20546865206465736b203c6576656e7473406578616d706c652e6f72673e0d0a546f3a205175696e203c7175696e406578616d706c652e636f6d3e0d0a5375626a6563743a203d3f7574662d383f623f535735326158526864476c76626a6f67553256325a584a686243426b59586c7a4c4341784d754b416b7a45314945396a644739695a5849674d6a41793f3d0d0a203d3f7574662d383f623f4e773d3d3f3d0d0a446174653a205765642c203235204e6f7620323032362030393a30303a3030202b303030300d0a4d6573736167652d49443a203c39302e333161626363623331663336373763343338636638333863403132372e302e302e313e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a5265706c792d546f3a20546865206465736b203c6465736b406578616d706c652e6f72673e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b20626f756e646172793d223d5f776562696e6172735f616c7465726e6174697665220d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a5175696e2c20796f752061726520696e76697465642e0d0a0d0a5365766572616c20646179730d0a0d0a202031323d45323d38303d39333135204f63746f62657220323032370d0a20206f6e6c696e650d0a0d0a52454749535445520d0a4f6e652073686f727420666f726d2c206e6f206163636f756e742e20546865206c696e6b20697320796f75727320616c6f6e653a20697420726567697374657273207468697320616464723d0d0a65737320616e64206e6f206f746865722e0d0a687474703a2f2f3132372e302e302e313a383030302f696e76697465642f577a51734d56302e6d4765387671345370476c54796856394345667870394c4944715275316938786c2d346e353d0d0a306d64784c670d0a0d0a41424f555420544845204556454e540d0a687474703a2f2f3132372e302e302e313a383030302f6576656e74732f7365766572616c2d646179730d0a0d0a41207175657374696f6e3f20416e737765722074686973206d61696c3b206974207265616368657320546865206465736b2c0d0a6465736b406578616d706c652e6f72670d0a0d0a596f752063616e6e6f7420636f6d653f205468656e20796f75206e65656420646f206e6f7468696e673a20776974686f75742074686520666f726d20796f7520686f6c64206e6f20706c613d0d0a63652e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976650d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a3c21646f63747970652068746d6c3e0d0a3c68746d6c206c616e673d334422656e22206469723d3344226c7472223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223d0d0a3e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c6d657461206e616d653d334422737570706f727465642d636f6c6f722d736368656d65732220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e496e7669746174696f6e3a205365766572616c20646179732c2031323d45323d38303d39333135204f63746f62657220323032373c2f7469746c653e0d0a3c7374796c653e0d0a406d6564696120286d61782d77696474683a343830707829207b202e706164207b2070616464696e672d6c6566743a323070782021696d706f7274616e743b2070616464696e672d7269673d0d0a68743a323070782021696d706f7274616e743b207d202e6865726f207b20666f6e742d73697a653a363470782021696d706f7274616e743b207d202e72616e6765207b20666f6e742d73693d0d0a7a653a333670782021696d706f7274616e743b207d207d0d0a406d656469612028707265666572732d636f6c6f722d736368656d653a6461726b29207b0d0a20202e6f7574207b206261636b67726f756e643a233131313431372021696d706f7274616e743b207d202e696e207b206261636b67726f756e643a233162316632342021696d706f7274613d0d0a6e743b207d0d0a20202e696e6b207b20636f6c6f723a236631656665612021696d706f7274616e743b207d202e736f6674207b20636f6c6f723a236230623562622021696d706f7274616e743b207d202e793d0d0a6f75207b20636f6c6f723a233866633766662021696d706f7274616e743b207d0d0a20202e676f207b206261636b67726f756e643a233866633766662021696d706f7274616e743b20626f726465722d636f6c6f723a233866633766662021696d706f7274616e743b207d202e3d0d0a676f2061207b20636f6c6f723a233062313432302021696d706f7274616e743b207d0d0a20202e626172207b206261636b67726f756e643a236631656665612021696d706f7274616e743b207d202e72756c65207b20626f726465722d636f6c6f723a236631656665612021696d703d0d0a6f7274616e743b207d202e63656c6c207b20626f726465722d636f6c6f723a233331333633642021696d706f7274616e743b207d0d0a7d0d0a3c2f7374796c653e0d0a3c2f686561643e0d0a3c626f647920636c6173733d3344226f757422207374796c653d3344226d617267696e3a303b70616464696e673a303b6261636b67726f756e643a23663466336566223e0d0a3c646976207374796c653d334422646973706c61793a6e6f6e653b6d61782d6865696768743a303b6f766572666c6f773a68696464656e223e31323d45323d38303d39333135204f63746f3d0d0a62657220323032373c2f6469763e0d0a3c64697620726f6c653d3344226d61696e22206c616e673d334422656e22206469723d3344226c7472223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d3344226f7574222077696474683d33442231303025222063656c6c70616464696e673d33442230223d0d0a2063656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d33442223663466336566223e3c74723e3c746420616c69676e3d33442263656e7465723d0d0a22207374796c653d33442270616464696e673a323470782030223e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e2220636c6173733d334422696e222077696474683d334422363030222063656c6c70616464696e673d334422302220633d0d0a656c6c73706163696e673d334422302220626f726465723d3344223022206267636f6c6f723d3344222366666666666622207374796c653d33442277696474683a313030253b6d61782d773d0d0a696474683a36303070783b6261636b67726f756e643a23666666666666223e0d0a20203c74723e3c746420636c6173733d33442262617222206865696768743d3344223622206267636f6c6f723d3344222331343137316222207374796c653d3344226865696768743a36703d0d0a783b6c696e652d6865696768743a3670783b666f6e742d73697a653a30223e266e6273703b3c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c273d0d0a4e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b666f6e742d7765696768743a626f6c643b636f6c6f723a3d0d0a23313431373162223e546865206465736b3c2f703e0d0a20203c2f74643e3c2f74723e0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313770783b3d0d0a636f6c6f723a23346435343563223e5175696e2c20796f752061726520696e76697465642e3c2f703e0d0a202020203c683120636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a323870783b6c696e652d683d0d0a65696768743a312e323b666f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e5365766572616c20646179733c2f68313e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3234707820343070782030223e0d0a202020203c7020636c6173733d334422696e6b2072616e676522207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f652055493d0d0a262333393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a343470783b6c3d0d0a696e652d6865696768743a312e313b666f6e742d7765696768743a626f6c643b636f6c6f723a23313431373162223e31323d45323d38303d39333135204f63746f62657220323032373c2f3d0d0a703e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a347078203020303b666f6e742d73697a653a313770783b633d0d0a6f6c6f723a23313431373162223e6f6e6c696e653c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c7461626c6520726f6c653d33442270726573656e746174696f6e222063656c6c70616464696e673d33442230222063656c6c73706163696e673d334422302220626f726465723d0d0a3d33442230223e3c74723e3c746420636c6173733d334422676f22206267636f6c6f723d3344222330303535613822207374796c653d3344226261636b67726f756e643a233030353561383d0d0a3b626f726465722d7261646975733a3670783b626f726465723a32707820736f6c69642023303035356138223e0d0a2020202020203c6120687265663d334422687474703a2f2f3132372e302e302e313a383030302f696e76697465642f577a51734d56302e6d4765387671345370476c5479685639434566783d0d0a70394c4944715275316938786c2d346e35306d64784c6722207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f6520554926233d0d0a33393b2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b646973706c61793a696e6c696e652d626c6f636b3b70616464696e3d0d0a673a3133707820323670783b666f6e742d73697a653a313870783b666f6e742d7765696768743a626f6c643b636f6c6f723a236666666666663b746578742d6465636f726174696f6e3a6e3d0d0a6f6e65223e52656769737465723c2f613e0d0a202020203c2f74643e3c2f74723e3c2f7461626c653e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a31327078203020303b666f6e742d73697a653a313470783d0d0a3b6c696e652d6865696768743a312e353b636f6c6f723a23346435343563223e4f6e652073686f727420666f726d2c206e6f206163636f756e742e20546865206c696e6b20697320796f753d0d0a727320616c6f6e653a206974207265676973746572732074686973206164647265737320616e64206e6f206f746865722e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782030223e0d0a202020203c683220636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b3d0d0a2c526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a302030203670783b666f6e742d73697a653a313870783b3d0d0a636f6c6f723a23313431373162223e41626f757420746865206576656e743c2f68323e0d0a202020203c7020636c6173733d334422696e6b22207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c3d0d0a526f626f746f2c262333393b4e6f746f2053616e73262333393b2c417269616c2c73616e732d73657269663b6d617267696e3a303b666f6e742d73697a653a313670783b6c696e652d68653d0d0a696768743a312e35353b636f6c6f723a23313431373162223e3c62723e3c6120636c6173733d334422796f7522206469723d3344226c74722220687265663d334422687474703a2f2f31323d0d0a372e302e302e313a383030302f6576656e74732f7365766572616c2d6461797322207374796c653d334422636f6c6f723a233030353561383b776f72642d627265616b3a627265616b2d613d0d0a6c6c223e687474703a2f2f3132372e302e302e313a383030302f6576656e74732f7365766572616c2d646179733c2f613e3c2f703e0d0a20203c2f74643e3c2f74723e0d0a0d0a20203c74723e3c746420636c6173733d33442270616422207374796c653d33442270616464696e673a3238707820343070782033367078223e0d0a202020203c7020636c6173733d334422736f667422207374796c653d334422666f6e742d66616d696c793a2d6170706c652d73797374656d2c275365676f65205549272c526f626f746f2c3d0d0a274e6f746f2053616e73272c417269616c2c73616e732d73657269663b6d617267696e3a303b70616464696e672d746f703a313670783b626f726465722d746f703a31707820736f6c69643d0d0a20236463646164343b666f6e742d73697a653a313470783b6c696e652d6865696768743a312e35353b636f6c6f723a23346435343563223e41207175657374696f6e3f20416e73776572203d0d0a74686973206d61696c3b206974207265616368657320546865206465736b2c203c6120636c6173733d334422736f667422206469723d3344226c74722220687265663d3344226d61696c743d0d0a6f3a6465736b406578616d706c652e6f726722207374796c653d334422636f6c6f723a23346435343563223e6465736b406578616d706c652e6f72673c2f613e2e0d0a3c62723e0d0a596f752063616e6e6f7420636f6d653f205468656e20796f75206e65656420646f206e6f7468696e673a20776974686f75742074686520666f726d20796f7520686f6c64206e6f20706c613d0d0a63652e0d0a3c2f703e0d0a20203c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c2f74643e3c2f74723e3c2f7461626c653e0d0a3c2f6469763e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f776562696e6172735f616c7465726e61746976652d2d0d0a	2026-11-25 09:00:00+00	\N
91	registration.confirmed	{"registration_id": 22}	11-88d25d766bd46597	\N	11	22	0	queued	2026-11-25 09:02:00+00	0					\N	2026-11-25 09:02:00+00	\N
92	organiser.registration	{"registration_id": 22, "gone": false}	\N	\N	11	22	-1	queued	2026-11-25 09:02:00+00	0					\N	2026-11-25 09:02:00+00	\N
93	registration.waiting	{"registration_id": 23}	5-289ab7e7ca0d4963	\N	5	23	0	queued	2026-11-25 09:02:00+00	0					\N	2026-11-25 09:02:00+00	\N
94	organiser.registration	{"registration_id": 23, "gone": false}	\N	\N	5	23	-1	queued	2026-11-25 09:02:00+00	0					\N	2026-11-25 09:02:00+00	\N
95	invitee.invited	{"invitee_id": 5, "generation": 1}	11-72bb75a959e1785b	\N	11	\N	-2	queued	2026-11-25 09:02:00+00	0					\N	2026-11-25 09:02:00+00	\N
\.


--
-- Data for Name: organiser_sessions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.organiser_sessions (id, organiser_id, digest, created_at, seen_at) FROM stdin;
1	2	a16e377aa93115a92d4b90c0dd7001c7116711927291efd281e64ffb7248bdab	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
2	3	b5a12a32d5b86ebd3433c1b55bc7d9d0ed1150eb6e2b094073b57d5ce071aee2	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
3	1	66a8ec45b4898b890b344eb948f9a9d972e6dd428ef218e074ee366ce6602b69	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
\.


--
-- Data for Name: organisers; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.organisers (id, name, email, address, zone, language, is_admin, disabled_at, created_at, seen_at) FROM stdin;
1	Chipo	chipo@example.org	chipo@example.org	Europe/Zurich	en	t	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
2	Amira Haddad	amira@example.org	amira@example.org	Europe/Zurich	en	f	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
3	canaryorganisername	canaryorganiseremail@example.org	canaryorganiseremail@example.org	Europe/Zurich	en	f	\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00
\.


--
-- Data for Name: own_calendars; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.own_calendars (id, address, number, made_at) FROM stdin;
1	wanjiru@example.com	4422963542494529	2026-11-25 09:00:00+00
2	yusuf@example.com	2052110684483011	2026-11-25 09:00:00+00
3	canaryemail@example.com	2956742612926654	2026-11-25 09:00:00+00
4	jo@example.com	2329682281999280	2026-11-25 09:00:00+00
\.


--
-- Data for Name: questions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.questions (id, event_id, "position", kind, label, help, required, choices, kind_ids, parent_id, parent_values, removed_at) FROM stdin;
1	1	1	single	plainquestion	plainhelp	f	["plainchoice", "Other"]	[]	\N	[]	\N
2	3	1	single	canarydraftquestion	canarydrafthelp	f	["canarydraftchoice", "Other"]	[]	\N	[]	\N
3	2	1	file	Letter		f	[]	[]	\N	[]	\N
4	2	2	text	Why?		f	[]	[]	\N	[]	\N
5	4	1	file	Letter		f	[]	[]	\N	[]	\N
6	4	2	text	Why?		f	[]	[]	\N	[]	\N
\.


--
-- Data for Name: registration_kinds; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.registration_kinds (id, event_id, "position", name, presence, capacity, removed_at, presence_at) FROM stdin;
1	1	1	plainkind		\N	\N	\N
2	3	1	canarydraftkind		\N	\N	\N
\.


--
-- Data for Name: registrations; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.registrations (id, event_id, status, name, email, address, affiliation, zone, language, generation, new_email, proved_at, created_at, status_at, attended_at, erased_at, kind_id, delegation_id, waits_since, ends_at, ended_why, kind_at) FROM stdin;
1	2	confirmed	Wanjiru	wanjiru@example.com	wanjiru@example.com		Africa/Nairobi	en	1	wanjiru.new@example.com	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
2	2	confirmed	Yusuf	yusuf@example.com	yusuf@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
3	4	confirmed	Yusuf	yusuf@example.com	yusuf@example.com		Africa/Nairobi	en	1		2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
4	4	confirmed	canaryname	canaryemail@example.com	canaryemail@example.com	canaryaffiliation	Pacific/Kiritimati	en	1	canarynewemail@example.com	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
5	2	confirmed	plainnamedname	plainnamedemail@example.com	plainnamedemail@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	1	\N	\N		\N
6	4	confirmed	guestnamedname	guestnamedemail@example.com	guestnamedemail@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	2	\N	\N		\N
7	4	confirmed	canarynamedname	canarynamedemail@example.com	canarynamedemail@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	3	\N	\N		\N
8	5	confirmed	Ann	ann@example.com	ann@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
9	5	cancelled	Ben	ben@example.com	ben@example.com		Africa/Nairobi	en	1		2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N	given-back	\N
10	5	offered	Cy	cy@example.com	cy@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	2026-11-27 09:00:00+00		\N
11	5	waiting	Di	di@example.com	di@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	2026-11-25 09:00:00+00	\N		\N
12	6	awaiting_approval	Eli	eli@example.com	eli@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
13	6	refused	Fay	fay@example.com	fay@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
14	6	cancelled	Gus	gus@example.com	gus@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N	by-organiser	\N
15	8	confirmed	Hal	hal@example.com	hal@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
16	9	confirmed	Ida	ida@example.com	ida@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
17	11	confirmed	Jo	jo@example.com	jo@example.com		Africa/Nairobi	en	1		2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
18	11	cancelled					Africa/Nairobi	en	2		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	2026-11-25 09:00:00+00	\N	\N	\N	\N		\N
19	11	confirmed	Max	max@example.com	max@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	4	\N	\N		\N
20	11	confirmed	Ora	ora@example.com	ora@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	\N	\N		\N
21	5	waiting	Pia	pia@example.com	pia@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	\N	\N	\N	\N	2026-11-25 09:00:00+00	\N		\N
22	11	confirmed	Rob	rob@example.com	rob@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:02:00+00	2026-11-25 09:02:00+00	\N	\N	\N	\N	\N	\N		\N
23	5	waiting	Sue	sue@example.com	sue@example.com		Africa/Nairobi	en	1		\N	2026-11-25 09:02:00+00	2026-11-25 09:02:00+00	\N	\N	\N	\N	2026-11-25 09:02:00+00	\N		\N
\.


--
-- Data for Name: replies; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.replies (id, registration_id, key, said, verdict, sequence, stamped_at, received_at, comment, proposed_start, proposed_end) FROM stdin;
1	1	1 taken	tentative	taken	0	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	plainreplied	\N	\N
2	1	1 stranger	tentative	stranger	0	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	plainstrangers	\N	\N
3	4	4 taken	tentative	taken	0	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	canaryreplied	\N	\N
4	4	4 stranger	tentative	stranger	0	2026-11-25 09:00:00+00	2026-11-25 09:00:00+00	canarystrangers	\N	\N
\.


--
-- Data for Name: series; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.series (id, slug, name, description) FROM stdin;
1	series-of-amiras-draft	Series of Amira's draft	
2	series-of-amiras-event	Series of Amira's event	
3	canarydraftseries	canarydraftseries	
4	series-of-bos-event	Series of Bo's event	
5	series-of-a-full-event	Series of A full event	
6	series-of-by-approval	Series of By approval	
7	series-of-by-secret-link	Series of By secret link	
8	series-of-cancelled	Series of Cancelled	
9	series-of-postponed	Series of Postponed	
10	series-of-known-by-its-month	Series of Known by its month	
11	series-of-several-days	Series of Several days	
\.


--
-- Data for Name: sign_in_links; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.sign_in_links (id, organiser_id, digest, expires_at, used_at) FROM stdin;
1	2	74945b1687e28e23335c2b294b32c0e39f02c31ef0a223b0b5d9246a750f422d	2026-11-25 09:30:00+00	2026-11-25 09:00:00+00
2	3	19524eba0bad1d6b8f5ac272489dffac274ed750d7faaa27e3b5645de73a254d	2026-11-25 09:30:00+00	2026-11-25 09:00:00+00
3	1	75bb10fff9c850ce1725ee40f51c97c6c30981136416e01f2697d2cdb3d6d2e2	2026-11-25 09:30:00+00	2026-11-25 09:00:00+00
4	2	a2c15ad752682750936852cc6719d924b95033eec53ed3cc1a5c0f271110f5d6	2026-11-25 09:30:00+00	\N
5	3	0d13e7adbe9b5faa18e3098ed0b779922f7bb0bf9a40c38a2609219fb40cf397	2026-11-25 09:30:00+00	\N
\.


--
-- Data for Name: stored_files; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.stored_files (id, event_id, registration_id, name, kind, size, body, created_at) FROM stdin;
1	2	1	plainfilename.pdf	application/pdf	22	\\x255044462d312e3720706c61696e66696c65626f6479	2026-11-25 09:00:00+00
2	4	4	canaryfilename.pdf	application/pdf	23	\\x255044462d312e372063616e61727966696c65626f6479	2026-11-25 09:00:00+00
\.


--
-- Name: answer_changes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.answer_changes_id_seq', 1, false);


--
-- Name: answers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.answers_id_seq', 4, true);


--
-- Name: comments_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.comments_id_seq', 8, true);


--
-- Name: delegations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.delegations_id_seq', 4, true);


--
-- Name: event_fragments_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.event_fragments_id_seq', 11, true);


--
-- Name: events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.events_id_seq', 11, true);


--
-- Name: invitations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.invitations_id_seq', 13, true);


--
-- Name: invitees_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.invitees_id_seq', 5, true);


--
-- Name: kind_changes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.kind_changes_id_seq', 1, false);


--
-- Name: messages_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.messages_id_seq', 95, true);


--
-- Name: organiser_sessions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.organiser_sessions_id_seq', 3, true);


--
-- Name: organisers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.organisers_id_seq', 3, true);


--
-- Name: own_calendars_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.own_calendars_id_seq', 4, true);


--
-- Name: questions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.questions_id_seq', 6, true);


--
-- Name: registration_kinds_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.registration_kinds_id_seq', 2, true);


--
-- Name: registrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.registrations_id_seq', 23, true);


--
-- Name: replies_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.replies_id_seq', 4, true);


--
-- Name: series_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.series_id_seq', 11, true);


--
-- Name: sign_in_links_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.sign_in_links_id_seq', 5, true);


--
-- Name: stored_files_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.stored_files_id_seq', 2, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: answer_changes pk_answer_changes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer_changes
    ADD CONSTRAINT pk_answer_changes PRIMARY KEY (id);


--
-- Name: answers pk_answers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT pk_answers PRIMARY KEY (id);


--
-- Name: comments pk_comments; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT pk_comments PRIMARY KEY (id);


--
-- Name: delegations pk_delegations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delegations
    ADD CONSTRAINT pk_delegations PRIMARY KEY (id);


--
-- Name: event_changes pk_event_changes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_changes
    ADD CONSTRAINT pk_event_changes PRIMARY KEY (id);


--
-- Name: event_fragments pk_event_fragments; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_fragments
    ADD CONSTRAINT pk_event_fragments PRIMARY KEY (id);


--
-- Name: events pk_events; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT pk_events PRIMARY KEY (id);


--
-- Name: invitations pk_invitations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT pk_invitations PRIMARY KEY (id);


--
-- Name: invitees pk_invitees; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitees
    ADD CONSTRAINT pk_invitees PRIMARY KEY (id);


--
-- Name: kind_changes pk_kind_changes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kind_changes
    ADD CONSTRAINT pk_kind_changes PRIMARY KEY (id);


--
-- Name: limit_counts pk_limit_counts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.limit_counts
    ADD CONSTRAINT pk_limit_counts PRIMARY KEY (key);


--
-- Name: messages pk_messages; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT pk_messages PRIMARY KEY (id);


--
-- Name: organiser_sessions pk_organiser_sessions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organiser_sessions
    ADD CONSTRAINT pk_organiser_sessions PRIMARY KEY (id);


--
-- Name: organisers pk_organisers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisers
    ADD CONSTRAINT pk_organisers PRIMARY KEY (id);


--
-- Name: own_calendars pk_own_calendars; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.own_calendars
    ADD CONSTRAINT pk_own_calendars PRIMARY KEY (id);


--
-- Name: questions pk_questions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT pk_questions PRIMARY KEY (id);


--
-- Name: registration_kinds pk_registration_kinds; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registration_kinds
    ADD CONSTRAINT pk_registration_kinds PRIMARY KEY (id);


--
-- Name: registrations pk_registrations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT pk_registrations PRIMARY KEY (id);


--
-- Name: replies pk_replies; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT pk_replies PRIMARY KEY (id);


--
-- Name: series pk_series; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.series
    ADD CONSTRAINT pk_series PRIMARY KEY (id);


--
-- Name: sign_in_links pk_sign_in_links; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT pk_sign_in_links PRIMARY KEY (id);


--
-- Name: stored_files pk_stored_files; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stored_files
    ADD CONSTRAINT pk_stored_files PRIMARY KEY (id);


--
-- Name: answers uq_answers_registration_id_question_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT uq_answers_registration_id_question_id UNIQUE (registration_id, question_id);


--
-- Name: event_fragments uq_event_fragments_event_id_revision_language_variant; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_fragments
    ADD CONSTRAINT uq_event_fragments_event_id_revision_language_variant UNIQUE (event_id, revision, language, variant);


--
-- Name: events uq_events_slug; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT uq_events_slug UNIQUE (slug);


--
-- Name: events uq_events_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT uq_events_uid UNIQUE (uid);


--
-- Name: invitations uq_invitations_message_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT uq_invitations_message_id UNIQUE (message_id);


--
-- Name: invitees uq_invitees_event_id_address; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitees
    ADD CONSTRAINT uq_invitees_event_id_address UNIQUE (event_id, address);


--
-- Name: organiser_sessions uq_organiser_sessions_digest; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organiser_sessions
    ADD CONSTRAINT uq_organiser_sessions_digest UNIQUE (digest);


--
-- Name: organisers uq_organisers_address; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisers
    ADD CONSTRAINT uq_organisers_address UNIQUE (address);


--
-- Name: own_calendars uq_own_calendars_address; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.own_calendars
    ADD CONSTRAINT uq_own_calendars_address UNIQUE (address);


--
-- Name: replies uq_replies_registration_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT uq_replies_registration_id_key UNIQUE (registration_id, key);


--
-- Name: series uq_series_slug; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.series
    ADD CONSTRAINT uq_series_slug UNIQUE (slug);


--
-- Name: sign_in_links uq_sign_in_links_digest; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT uq_sign_in_links_digest UNIQUE (digest);


--
-- Name: ix_answer_changes_question_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answer_changes_question_id ON public.answer_changes USING btree (question_id);


--
-- Name: ix_answer_changes_registration_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answer_changes_registration_id ON public.answer_changes USING btree (registration_id);


--
-- Name: ix_answers_file_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answers_file_id ON public.answers USING btree (file_id);


--
-- Name: ix_answers_question_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answers_question_id ON public.answers USING btree (question_id);


--
-- Name: ix_comments_event_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_comments_event_state ON public.comments USING btree (event_id, state, id);


--
-- Name: ix_comments_lane; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_comments_lane ON public.comments USING btree (lane);


--
-- Name: ix_delegations_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_delegations_address ON public.delegations USING btree (address);


--
-- Name: ix_delegations_event_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_delegations_event_address ON public.delegations USING btree (event_id, address);


--
-- Name: ix_events_ends_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_events_ends_at ON public.events USING btree (ends_at);


--
-- Name: ix_events_listing; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_events_listing ON public.events USING btree (state, listed_month, listed_at, id);


--
-- Name: ix_events_organiser_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_events_organiser_id ON public.events USING btree (organiser_id);


--
-- Name: ix_events_series_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_events_series_id ON public.events USING btree (series_id);


--
-- Name: ix_invitations_event_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_invitations_event_address ON public.invitations USING btree (event_id, address);


--
-- Name: ix_invitations_registration_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_invitations_registration_id ON public.invitations USING btree (registration_id);


--
-- Name: ix_invitees_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_invitees_address ON public.invitees USING btree (address);


--
-- Name: ix_invitees_registration_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_invitees_registration_id ON public.invitees USING btree (registration_id);


--
-- Name: ix_kind_changes_registration_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_kind_changes_registration_id ON public.kind_changes USING btree (registration_id);


--
-- Name: ix_limit_counts_ends_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_limit_counts_ends_at ON public.limit_counts USING btree (ends_at);


--
-- Name: ix_messages_event_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_messages_event_id ON public.messages USING btree (event_id);


--
-- Name: ix_messages_lane; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_messages_lane ON public.messages USING btree (lane, state, id);


--
-- Name: ix_messages_queue; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_messages_queue ON public.messages USING btree (priority DESC, due_at, id) WHERE ((state)::text = 'queued'::text);


--
-- Name: ix_messages_registration_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_messages_registration_id ON public.messages USING btree (registration_id);


--
-- Name: ix_messages_settled; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_messages_settled ON public.messages USING btree (state, due_at) WHERE ((state)::text <> 'queued'::text);


--
-- Name: ix_organiser_sessions_organiser_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_organiser_sessions_organiser_id ON public.organiser_sessions USING btree (organiser_id);


--
-- Name: ix_questions_event_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_questions_event_id ON public.questions USING btree (event_id);


--
-- Name: ix_registration_kinds_event_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_registration_kinds_event_id ON public.registration_kinds USING btree (event_id);


--
-- Name: ix_registrations_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_registrations_address ON public.registrations USING btree (address);


--
-- Name: ix_registrations_delegation_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_registrations_delegation_id ON public.registrations USING btree (delegation_id);


--
-- Name: ix_registrations_event_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_registrations_event_id ON public.registrations USING btree (event_id);


--
-- Name: ix_registrations_event_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_registrations_event_status ON public.registrations USING btree (event_id, status);


--
-- Name: ix_registrations_kind_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_registrations_kind_id ON public.registrations USING btree (kind_id);


--
-- Name: ix_sign_in_links_organiser_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sign_in_links_organiser_id ON public.sign_in_links USING btree (organiser_id);


--
-- Name: ix_stored_files_event_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_stored_files_event_id ON public.stored_files USING btree (event_id);


--
-- Name: ix_stored_files_registration_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_stored_files_registration_id ON public.stored_files USING btree (registration_id);


--
-- Name: uq_messages_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_messages_key ON public.messages USING btree (key) WHERE ((state)::text = 'queued'::text);


--
-- Name: uq_registrations_active; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_registrations_active ON public.registrations USING btree (event_id, address) WHERE ((status)::text <> 'cancelled'::text);


--
-- Name: answer_changes fk_answer_changes_organiser_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer_changes
    ADD CONSTRAINT fk_answer_changes_organiser_id FOREIGN KEY (organiser_id) REFERENCES public.organisers(id);


--
-- Name: answer_changes fk_answer_changes_question_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer_changes
    ADD CONSTRAINT fk_answer_changes_question_id FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;


--
-- Name: answer_changes fk_answer_changes_registration_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer_changes
    ADD CONSTRAINT fk_answer_changes_registration_id FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;


--
-- Name: answers fk_answers_file_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT fk_answers_file_id FOREIGN KEY (file_id) REFERENCES public.stored_files(id);


--
-- Name: answers fk_answers_question_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT fk_answers_question_id FOREIGN KEY (question_id) REFERENCES public.questions(id) ON DELETE CASCADE;


--
-- Name: answers fk_answers_registration_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT fk_answers_registration_id FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;


--
-- Name: comments fk_comments_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT fk_comments_event_id FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;


--
-- Name: comments fk_comments_organiser_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT fk_comments_organiser_id FOREIGN KEY (organiser_id) REFERENCES public.organisers(id);


--
-- Name: delegations fk_delegations_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delegations
    ADD CONSTRAINT fk_delegations_event_id FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;


--
-- Name: event_fragments fk_event_fragments_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_fragments
    ADD CONSTRAINT fk_event_fragments_event_id FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;


--
-- Name: events fk_events_organiser_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_events_organiser_id FOREIGN KEY (organiser_id) REFERENCES public.organisers(id);


--
-- Name: events fk_events_series_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_events_series_id FOREIGN KEY (series_id) REFERENCES public.series(id);


--
-- Name: invitations fk_invitations_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_event_id FOREIGN KEY (event_id) REFERENCES public.events(id);


--
-- Name: invitations fk_invitations_registration_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_registration_id FOREIGN KEY (registration_id) REFERENCES public.registrations(id);


--
-- Name: invitees fk_invitees_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitees
    ADD CONSTRAINT fk_invitees_event_id FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;


--
-- Name: invitees fk_invitees_registration_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitees
    ADD CONSTRAINT fk_invitees_registration_id FOREIGN KEY (registration_id) REFERENCES public.registrations(id);


--
-- Name: kind_changes fk_kind_changes_organiser_id_organisers; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kind_changes
    ADD CONSTRAINT fk_kind_changes_organiser_id_organisers FOREIGN KEY (organiser_id) REFERENCES public.organisers(id);


--
-- Name: kind_changes fk_kind_changes_registration_id_registrations; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kind_changes
    ADD CONSTRAINT fk_kind_changes_registration_id_registrations FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;


--
-- Name: organiser_sessions fk_organiser_sessions_organiser_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organiser_sessions
    ADD CONSTRAINT fk_organiser_sessions_organiser_id FOREIGN KEY (organiser_id) REFERENCES public.organisers(id) ON DELETE CASCADE;


--
-- Name: questions fk_questions_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT fk_questions_event_id FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;


--
-- Name: questions fk_questions_parent_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT fk_questions_parent_id FOREIGN KEY (parent_id) REFERENCES public.questions(id) ON DELETE SET NULL;


--
-- Name: registration_kinds fk_registration_kinds_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registration_kinds
    ADD CONSTRAINT fk_registration_kinds_event_id FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE;


--
-- Name: registrations fk_registrations_delegation_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT fk_registrations_delegation_id FOREIGN KEY (delegation_id) REFERENCES public.delegations(id);


--
-- Name: registrations fk_registrations_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT fk_registrations_event_id FOREIGN KEY (event_id) REFERENCES public.events(id);


--
-- Name: registrations fk_registrations_kind_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT fk_registrations_kind_id FOREIGN KEY (kind_id) REFERENCES public.registration_kinds(id);


--
-- Name: replies fk_replies_registration_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT fk_replies_registration_id FOREIGN KEY (registration_id) REFERENCES public.registrations(id);


--
-- Name: sign_in_links fk_sign_in_links_organiser_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_links
    ADD CONSTRAINT fk_sign_in_links_organiser_id FOREIGN KEY (organiser_id) REFERENCES public.organisers(id) ON DELETE CASCADE;


--
-- Name: stored_files fk_stored_files_event_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stored_files
    ADD CONSTRAINT fk_stored_files_event_id FOREIGN KEY (event_id) REFERENCES public.events(id);


--
-- Name: stored_files fk_stored_files_registration_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stored_files
    ADD CONSTRAINT fk_stored_files_registration_id FOREIGN KEY (registration_id) REFERENCES public.registrations(id);


--
-- PostgreSQL database dump complete
--


