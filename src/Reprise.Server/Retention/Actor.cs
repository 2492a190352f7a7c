namespace Reprise.Server.Retention;

/// <summary>Who does something, for the audit log.</summary>
internal static class Actor
{
    /// <summary>Whoever sits at the machine: there is no login yet.</summary>
    public const string Local = "local";
}
