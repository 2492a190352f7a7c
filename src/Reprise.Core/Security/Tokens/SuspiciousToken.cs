namespace Reprise.Security.Tokens;

/// <summary>One kind of suspicious token in a text.</summary>
/// <param name="Kind">One of <see cref="TokenKinds"/>.</param>
/// <param name="Count">How many there are.</param>
/// <param name="At">Where the first one begins, in UTF-16 characters.</param>
public readonly record struct SuspiciousToken(string Kind, int Count, int At);
