namespace Reprise.Access;

/// <summary>What names people and keys may have. Names stand on the audit log, in addresses and on terminals, so they are plain.</summary>
public static class AccessNames
{
    public const int Length = 64;
    public const string UserRule = "1 to 64 of a-z, 0-9, '-', '_', '.', '+' and '@', beginning with a letter or digit";
    public const string KeyRule = "1 to 64 of a-z, A-Z, 0-9, '-', '_' and '.', beginning with a letter or digit";

    public static bool IsUser(string? name) =>
        name is { Length: > 0 and <= Length } && IsStart(name[0]) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.' or '+' or '@');

    public static bool IsKey(string? name) =>
        name is { Length: > 0 and <= Length } && char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsStart(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
