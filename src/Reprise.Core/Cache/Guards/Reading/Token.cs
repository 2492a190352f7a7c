using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

[Flags]
internal enum TokenFlags : ushort
{
    None = 0,
    Capital = 1,
    SentenceStart = 2,
    Acronym = 4,
    Number = 8,

    /// <summary>A number written with dots or after "v": 1.2.3, v2.</summary>
    Version = 16,
    Ordinal = 32,
    Percent = 64,
    Time = 128,
    Code = 256,

    /// <summary>A clause ends before this word.</summary>
    AfterBreak = 512,

    /// <summary>Taken into a date, a quantity or a longer number.</summary>
    Taken = 1024,

    /// <summary>Stands in quotation marks.</summary>
    Quoted = 2048,
}

/// <summary>One word or number of a text.</summary>
internal struct Token
{
    /// <summary>Of its stem, or of the first of the words that mean the same.</summary>
    public ulong Key;

    /// <summary>Of the word as written, in lower case.</summary>
    public ulong Form;

    /// <summary>Of what is left without a negative prefix or ending; 0 when it has none.</summary>
    public ulong Bare;

    /// <summary>Whether the prefix or ending denies: "less" does, "ful" does not.</summary>
    public bool BareDenies;

    /// <summary>What is left is a word of the lists: unhappy is the contrary of happy, uncle of nothing.</summary>
    public bool BareKnown;
    public TokenFlags Flags;
    public int Start;
    public int Length;

    /// <summary>Of a number.</summary>
    public double Value;

    /// <summary>The unit of money written before a number.</summary>
    public ulong Currency;
    public Lexeme? Lexeme;

    public readonly WordFlags Word => Lexeme?.Flags ?? WordFlags.None;
    public readonly bool Is(WordFlags flag) => ((Lexeme?.Flags ?? WordFlags.None) & flag) != WordFlags.None;
    public readonly bool Has(TokenFlags flag) => (Flags & flag) != TokenFlags.None;

    /// <summary>Says something by itself.</summary>
    public readonly bool IsContent => !Is(WordFlags.Stop | WordFlags.Negation) && !Has(TokenFlags.Number | TokenFlags.Taken);

    /// <summary>Has a capital it need not have.</summary>
    public readonly bool IsCapital => Has(TokenFlags.Capital) && !Has(TokenFlags.SentenceStart);

    /// <summary>A name the lists know.</summary>
    public readonly bool IsKnownName => Is(WordFlags.Name) || Is(WordFlags.NameWithCapital) && IsCapital;
}
