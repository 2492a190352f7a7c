namespace Reprise.Interactions;

/// <summary>Names of projects.</summary>
public static class Projects
{
    /// <summary>The project of whoever names none.</summary>
    public const string Default = "default";

    public const int NameLength = 64;

    /// <summary>1 to 64 of a–z, 0–9, <c>-</c>, <c>_</c>, <c>.</c>, not beginning with a dot.</summary>
    public static bool IsValid(string? name)
    {
        if (name is not { Length: > 0 and <= NameLength } || name[0] == '.') return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_' or '.')) return false;
        return true;
    }
}
