namespace Reprise.Cache.Guards;

/// <summary>In what two texts differ that a vector blurs.</summary>
public enum GuardKind
{
    None,

    /// <summary>One says it and the other denies it.</summary>
    Negation,

    /// <summary>A pair of opposites: enable and disable, before and after.</summary>
    Opposites,
    Numbers,
    Units,
    Dates,
    Versions,

    /// <summary>People, places, products.</summary>
    Names,

    /// <summary>Text in quotation marks.</summary>
    Quotes,

    /// <summary>Identifiers, flags, file names, languages of programming.</summary>
    Code,
    Urls,

    /// <summary>Why is not when.</summary>
    QuestionType,
    WordOrder,

    /// <summary>JSON to YAML is not YAML to JSON.</summary>
    Roles,

    /// <summary>Written in another language or script.</summary>
    Language,
}
