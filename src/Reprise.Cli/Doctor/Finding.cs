namespace Reprise.Cli.Doctor;

internal enum Verdict
{
    Good,
    Warning,
    Bad,
}

/// <param name="Check">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do about it; null when nothing need be done.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Message, string? Advice = null)
{
    public static Finding Good(string check, string message) => new(check, Verdict.Good, message);
    public static Finding Warning(string check, string message, string advice) => new(check, Verdict.Warning, message, advice);
    public static Finding Bad(string check, string message, string advice) => new(check, Verdict.Bad, message, advice);
}
