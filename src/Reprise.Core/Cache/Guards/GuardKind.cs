namespace Reprise.Cache.Guards;

/// <summary>In what two texts differ that a vector blurs. Which of them forbid an answer by themselves says <see cref="TextGuards.Vetoes"/>.</summary>
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

    /// <summary>People, places, products: each text has one the other has not.</summary>
    Names,

    /// <summary>Text in quotation marks.</summary>
    Quotes,

    /// <summary>Identifiers, flags, file names.</summary>
    Code,
    Urls,

    /// <summary>Why is not when.</summary>
    QuestionType,

    /// <summary>The same words in another order. A hint, no veto: paraphrases do it too.</summary>
    WordOrder,

    /// <summary>JSON to YAML is not YAML to JSON.</summary>
    Roles,

    /// <summary>Written in another language or script, or asks for an answer in another one.</summary>
    Language,

    /// <summary>Two of one sort: red and blue, Python and Java, mother and sister.</summary>
    Alternatives,

    /// <summary>The answer is asked for in another form: as JSON, in one sentence, in detail.</summary>
    Form,

    /// <summary>One holds for all, always or only, the other does not say so.</summary>
    Limits,

    /// <summary>A name only one of them has. A hint, no veto.</summary>
    NameOnOneSide,

    /// <summary>The same sentence with one word exchanged for one that is not known to mean the same. A hint, no veto.</summary>
    Substitution,
}
