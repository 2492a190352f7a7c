using System.Buffers;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>Everything that the one pass over a text looks for.</summary>
internal static class SecretWords
{
    /// <summary>What a word of the automaton stands for; the one member that is set.</summary>
    public sealed record Word(string Text, SecretFormat? Format = null, SecretContext? Context = null, NameKind Name = NameKind.None, bool IsWhole = false, SpecialWord Special = SpecialWord.None);

    private static readonly Word[] s_all =
    [
        .. SecretFormat.All.Select(format => new Word(Searchable(format.Shape.Anchor!), Format: format)),
        .. SecretContext.All.Select(context => new Word(context.Name, Context: context, IsWhole: context.Name.Length <= 5)),
        .. SecretNames.All.Select(name => new Word(name.Word, Name: name.Kind, IsWhole: name.IsWhole)),
        new("eyj", Special: SpecialWord.JsonWebToken),
        new("-----begin ", Special: SpecialWord.PrivateKey),
        new("://", Special: SpecialWord.Address),
        new("bearer ", Special: SpecialWord.Bearer),
        new("curl", Special: SpecialWord.Curl),
        new(" -u", Special: SpecialWord.User),
        new(" --user", Special: SpecialWord.User),
    ];

    public static ReadOnlySpan<Word> All => s_all;

    public static KeywordAutomaton Automaton { get; } = new([.. s_all.Select(word => word.Text)]);

    private static readonly SearchValues<string> s_prefixes = SearchValues.Create([.. SecretFormat.All.Where(format => format.Shape is { IsPrefix: true, Anchor.Length: >= 5 }).Select(format => format.Shape.Anchor!)], StringComparison.Ordinal);

    /// <summary>
    /// Whether a value begins with the mark of a known secret. Known ones are found by their form; what has the mark alone is a text about such a secret, or one that was spoiled on purpose.
    /// </summary>
    public static bool BeginsLikeKnown(ReadOnlySpan<char> value) => value.IndexOfAny(s_prefixes) == 0;

    // As much of a literal as the automaton knows characters of.
    private static string Searchable(string anchor)
    {
        var end = anchor.AsSpan().IndexOfAny("$%^'\"");
        return end < 0 ? anchor : anchor[..end];
    }
}

/// <summary>Words with a reader of their own.</summary>
internal enum SpecialWord
{
    None,
    JsonWebToken,
    PrivateKey,
    Address,
    Bearer,
    Curl,
    User,
}
