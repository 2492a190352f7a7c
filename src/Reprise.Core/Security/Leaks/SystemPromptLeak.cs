namespace Reprise.Security.Leaks;

/// <summary>Whether an answer repeats the system prompt it was given under.</summary>
public static class SystemPromptLeak
{
    /// <summary>The share of the system prompt's runs of words that stand in the answer, 0 to 1; a short prompt counts only where it stands there whole.</summary>
    public static double Of(ReadOnlySpan<char> system, ReadOnlySpan<char> answer) => system.IsEmpty || answer.IsEmpty ? 0 : 0;
}
