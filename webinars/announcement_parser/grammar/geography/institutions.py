"""Time zones of universities and research bodies whose names do not tell their town."""

# Only names that no other body has; a name with its town, such as "University of Leeds", is read by that.
_BY_ZONE = {
    "America/New_York": (
        "massachusetts institute of technology|mit|harvard|harvard university|yale|"
        "yale university|brown university|princeton|princeton university|cornell|"
        "cornell university|columbia university|dartmouth college|duke university|"
        "johns hopkins university|tufts university|brandeis university|"
        "carnegie mellon university|university of pennsylvania|rutgers university|"
        "georgetown university|howard university|nyu|new york university|penn state|"
        "emory university|georgia tech|georgia institute of technology|vassar college|"
        "amherst college|smith college|wellesley college|williams college|swarthmore college"
    ),
    "America/Chicago": (
        "northwestern university|rice university|tulane university|university of chicago|"
        "marquette university|washington university in st. louis|vanderbilt university|"
        "argonne national laboratory|fermilab"
    ),
    "America/Los_Angeles": (
        "stanford|stanford university|caltech|california institute of technology|uc berkeley|"
        "ucla|uc davis|uc san diego|uc santa cruz|uc santa barbara|uc irvine|pomona college|"
        "reed college|gonzaga university"
    ),
    "America/Toronto": (
        "mcgill|mcgill university|université mcgill|concordia university|université concordia|"
        "uqam|queen's university|université laval|university of waterloo|mcmaster university|"
        "perimeter institute|carleton university"
    ),
    "America/Vancouver": ("ubc|university of british columbia|simon fraser university"),
    "America/Halifax": ("dalhousie university"),
    "America/Mexico_City": (
        "unam|universidad nacional autónoma de méxico|el colegio de méxico|colmex|"
        "universidad iberoamericana|itam"
    ),
    "America/Lima": ("pucp|pontificia universidad católica del perú"),
    "America/Bogota": (
        "uniandes|universidad de los andes colombia|universidad javeriana|uniminuto|uninorte"
    ),
    "America/Santiago": ("universidad de chile|pontificia universidad católica de chile|usach"),
    "America/Argentina/Buenos_Aires": (
        "uba|universidad de buenos aires|unlam|unsam|untref|conicet|flacso argentina"
    ),
    "America/Sao_Paulo": ("usp|unicamp|unesp|ufrj|ufmg|ufrgs|puc-rio|unb|fiocruz|uerj"),
    "Europe/London": (
        "ucl|university college london|lse|london school of economics|imperial college|"
        "imperial college london|king's college london|soas|birkbeck|goldsmiths|"
        "open university|the open university|royal holloway|university of sussex|"
        "university of kent|university of essex|university of warwick|"
        "the alan turing institute"
    ),
    "Europe/Dublin": ("trinity college dublin|ucd|dublin city university|maynooth university"),
    "Europe/Lisbon": ("iscte|nova fcsh|instituto superior técnico"),
    "Europe/Madrid": (
        "csic|urjc|universidad complutense|universidad rey juan carlos|uned|upf|"
        "universitat pompeu fabra"
    ),
    "Europe/Paris": (
        "sorbonne université|la sorbonne|ehess|sciences po|collège de france|cnam|inalco|"
        "ens ulm|école polytechnique|école normale supérieure|inria|cnrs"
    ),
    "Europe/Brussels": ("ulb|université libre de bruxelles|uclouvain|ku leuven|vub"),
    "Europe/Zurich": ("eth|eth zürich|epfl|cern|unige|unil|graduate institute geneva|iheid|empa"),
    "Europe/Berlin": ("tu berlin|hu berlin|fu berlin|tum|lmu|charité|desy"),
    "Asia/Singapore": ("nanyang technological university|national university of singapore"),
    "Australia/Sydney": ("unsw|australian national university|macquarie university"),
    "Australia/Melbourne": ("monash university|la trobe university|rmit|deakin university"),
    "Australia/Adelaide": ("flinders university"),
}
INSTITUTION_ZONES = {name: zone for zone, row in _BY_ZONE.items() for name in row.split("|")}
