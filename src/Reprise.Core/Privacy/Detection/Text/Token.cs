namespace Reprise.Privacy.Detection.Text;

/// <summary>A longest run of letters and digits.</summary>
internal readonly record struct Token(int Start, int Length, TokenKind Kind, TokenCase Case, WordKinds Words)
{
    public int End => Start + Length;
    public bool Is(WordKinds any) => (Words & any) != WordKinds.None;
    public bool IsNumber => Kind is TokenKind.Number;
    public bool IsWord => Kind is TokenKind.Word;

    /// <summary>A word that begins with a capital, or is written in capitals.</summary>
    public bool IsCapitalised => Kind is TokenKind.Word && Case is not TokenCase.Lower;
}

internal enum TokenKind : byte
{
    Word,
    Number,
    Mixed,
}

internal enum TokenCase : byte
{
    Lower,

    /// <summary>The first letter alone is large.</summary>
    Capitalised,

    /// <summary>More than one letter, all of them large.</summary>
    AllCapitals,

    /// <summary>Large letters inside, as in <c>iPhone</c> and <c>McDonald</c>.</summary>
    Inner,
}
