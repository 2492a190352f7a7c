namespace Reprise.Cache.Guards.Words;

internal static partial class Lists
{
    public static readonly (string Words, double Value)[] Numbers =
    [
        ("zero", 0), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10),
        ("eleven", 11), ("twelve dozen", 12), ("thirteen", 13), ("fourteen", 14), ("fifteen", 15), ("sixteen", 16), ("seventeen", 17), ("eighteen", 18),
        ("nineteen", 19), ("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90),
        ("hundred", 100), ("thousand", 1e3), ("lakh", 1e5), ("million", 1e6), ("crore", 1e7), ("billion", 1e9), ("trillion", 1e12),
    ];

    /// <summary>"Second" is a unit of time, a moment and an ordinal; it counts as none.</summary>
    public static readonly (string Words, double Value)[] Ordinals =
    [
        ("first", 1), ("third", 3), ("fourth", 4), ("fifth", 5), ("sixth", 6), ("seventh", 7), ("eighth", 8), ("ninth", 9), ("tenth", 10), ("eleventh", 11), ("twelfth", 12),
    ];

    public static readonly string[] Months =
    [
        "january jan", "february feb", "march", "april apr", "may", "june jun", "july jul", "august aug", "september sep sept", "october oct", "november nov", "december dec",
    ];

    /// <summary>English words too, so they count as months only with a capital or beside a number.</summary>
    public const string DoubtfulMonths = "march may";

    public static readonly string[] Weekdays = ["monday", "tuesday tues", "wednesday", "thursday thurs", "friday", "saturday", "sunday"];

    /// <summary>Base unit: unit names, each group with what one of it is in the base unit.</summary>
    public static readonly (string Base, string Names, double Factor)[] Units =
    [
        ("metre", "nanometer nanometre nm", 1e-9), ("metre", "millimeter millimetre mm", 1e-3), ("metre", "centimeter centimetre cm", 1e-2), ("metre", "meter metre m", 1),
        ("metre", "kilometer kilometre km kms", 1e3), ("metre", "mile mi", 1609.344), ("metre", "foot feet ft", 0.3048), ("metre", "inch", 0.0254), ("metre", "yard yd", 0.9144),
        ("gram", "milligram mg", 1e-3), ("gram", "gram gm g", 1), ("gram", "kilogram kilo kgs kg", 1e3), ("gram", "tonne", 1e6), ("gram", "pound lb lbs", 453.59237), ("gram", "ounce oz", 28.349523),
        ("litre", "milliliter millilitre ml", 1e-3), ("litre", "liter litre l", 1), ("litre", "gallon gal", 3.785411784), ("litre", "pint", 0.473176473), ("litre", "cup", 0.2365882365),
        ("litre", "tablespoon tbsp", 0.0147867648), ("litre", "teaspoon tsp", 0.0049289216),
        ("second", "nanosecond ns", 1e-9), ("second", "microsecond us µs", 1e-6), ("second", "millisecond ms", 1e-3), ("second", "second sec secs", 1), ("second", "minute min mins", 60),
        ("second", "hour hr hrs h", 3600), ("second", "day", 86400), ("second", "week", 604800), ("month", "month", 1), ("month", "quarter", 3), ("month", "year yr yrs", 12),
        ("month", "decade", 120), ("month", "century", 1200),
        ("byte", "bit", 0.125), ("byte", "byte", 1), ("byte", "kilobyte kb", 1e3), ("byte", "megabyte mb", 1e6), ("byte", "gigabyte gb gig gigs", 1e9), ("byte", "terabyte tb", 1e12),
        ("byte", "petabyte pb", 1e15), ("byte", "kibibyte kib", 1024), ("byte", "mebibyte mib", 1048576), ("byte", "gibibyte gib", 1073741824), ("byte", "tebibyte tib", 1099511627776),
        ("celsius", "celsius centigrade", 1), ("fahrenheit", "fahrenheit", 1), ("kelvin", "kelvin", 1), ("degree", "degree", 1),
        ("watt", "watt w", 1), ("watt", "kilowatt kw", 1e3), ("watt", "megawatt mw", 1e6), ("volt", "volt v", 1), ("ampere", "amp ampere", 1), ("hertz", "hertz hz", 1), ("hertz", "kilohertz khz", 1e3),
        ("hertz", "megahertz mhz", 1e6), ("hertz", "gigahertz ghz", 1e9), ("calorie", "calorie cal", 1), ("calorie", "kilocalorie kcal", 1e3), ("joule", "joule", 1),
        ("mph", "mph", 1), ("kmh", "kmh kph", 1), ("pixel", "pixel px", 1), ("em", "em", 1), ("rem", "rem", 1), ("percent", "percent pct", 1),
        ("usd", "dollar usd buck", 1), ("eur", "euro eur", 1), ("gbp", "gbp sterling", 1), ("inr", "rupee inr rs", 1), ("jpy", "yen jpy", 1), ("cny", "yuan cny rmb renminbi", 1), ("krw", "won_ krw", 1),
        ("chf", "franc chf", 1), ("rub", "ruble rouble rub", 1), ("btc", "bitcoin btc", 1), ("eth", "ether_ eth", 1), ("cad", "cad", 1), ("aud", "aud", 1), ("mxn", "peso mxn", 1), ("idr", "rupiah idr", 1),
        ("hectare", "hectare", 1), ("acre", "acre", 1), ("token", "token", 1), ("word", "word", 1), ("sentence", "sentence", 1), ("paragraph", "paragraph", 1), ("line", "line", 1), ("page", "page", 1),
    ];

    /// <summary>Sorts of units: two of one sort in the same place ask for different things.</summary>
    public static string CurrencyOf(char sign) => sign switch { '$' => "usd", '€' => "eur", '£' => "gbp", '₹' => "inr", '¥' => "jpy", '₩' => "krw", '₽' => "rub", '₿' => "btc", _ => "" };
}
