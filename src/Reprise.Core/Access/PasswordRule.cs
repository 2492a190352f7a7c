namespace Reprise.Access;

/// <summary>What a password must be. Length is what counts; rules about kinds of characters make people write them down.</summary>
public static class PasswordRule
{
    public const int Shortest = 12;
    public const int Longest = 256;

    /// <summary>What is wrong with a password; null when nothing is. Never quotes it.</summary>
    public static string? MistakeIn(string? password, string user)
    {
        if (password is null || password.Length < Shortest) return $"A password has at least {Shortest} characters.";
        if (password.Length > Longest) return $"A password has at most {Longest} characters.";
        if (password.All(c => c == password[0])) return "A password is more than one character again and again.";
        return password.Contains(user, StringComparison.OrdinalIgnoreCase) && password.Length < user.Length + Shortest / 2 ? "A password is more than the user's own name." : null;
    }
}
