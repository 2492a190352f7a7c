namespace Reprise.Cache.Guards.Words;

/// <summary>What is known about a word.</summary>
[Flags]
internal enum WordFlags
{
    None = 0,

    /// <summary>Says little by itself: the, is, of.</summary>
    Stop = 1,

    /// <summary>A word whose two sides may not be exchanged: from, to, than, by.</summary>
    Directed = 1 << 1,

    /// <summary>Turns its sentence around: not, never, without.</summary>
    Negation = 1 << 2,

    /// <summary>Does so as a content word: fail, refuse, avoid, lack.</summary>
    SoftNegation = 1 << 3,

    /// <summary>A known name: a place, a product, a language.</summary>
    Name = 1 << 4,

    /// <summary>A name only when it has a capital: Go, Swift, May.</summary>
    NameWithCapital = 1 << 5,
    Month = 1 << 6,
    Weekday = 1 << 7,
    Unit = 1 << 8,
    NumberWord = 1 << 9,
    Ordinal = 1 << 10,
    HumanLanguage = 1 << 11,
    Technology = 1 << 12,

    /// <summary>An everyday word; a word that is not known at all may be a name.</summary>
    Ordinary = 1 << 13,

    /// <summary>Both sides of it mean the same: and, or, versus.</summary>
    Symmetric = 1 << 14,

    /// <summary>Begins like a negative prefix and is none: inform, discover, under.</summary>
    NoPrefix = 1 << 15,
    Auxiliary = 1 << 16,
    Pronoun = 1 << 17,

    /// <summary>The form an answer is wanted in: json, table, briefly.</summary>
    FormWord = 1 << 18,

    /// <summary>Says for how much something holds: only, partly, certainly.</summary>
    Limit = 1 << 19,
}
