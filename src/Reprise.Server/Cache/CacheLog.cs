namespace Reprise.Server.Cache;

/// <summary>Log lines of the cache, ids 2020 to 2039. Never content.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(2021, LogLevel.Information, "The cache is ready with {Entries} entries")]
    public static partial void Ready(ILogger logger, long entries);

    [LoggerMessage(2022, LogLevel.Warning, "The cache cannot be opened and is tried again; calls go to their providers ({Reason})")]
    public static partial void NotOpen(ILogger logger, string reason);

    [LoggerMessage(2023, LogLevel.Warning, "The cache could not be asked for {InteractionId}; the call goes to its provider ({Reason})")]
    public static partial void LookupFailed(ILogger logger, string interactionId, string reason);

    [LoggerMessage(2024, LogLevel.Warning, "{Entries} answers could not be added to the cache; they are found again in the record ({Reason})")]
    public static partial void NotAdded(ILogger logger, int entries, string reason);

    [LoggerMessage(2025, LogLevel.Information, "{Entries} answers that the cache did not have were found in the record of project {Project}")]
    public static partial void CaughtUp(ILogger logger, int entries, string project);

    [LoggerMessage(2026, LogLevel.Warning, "The record cannot be read for the cache and is tried again ({Reason})")]
    public static partial void NotSynced(ILogger logger, string reason);

    [LoggerMessage(2027, LogLevel.Information, "{Entries} entries of the cache ended or lost their interaction and were removed")]
    public static partial void Swept(ILogger logger, int entries);

    [LoggerMessage(2028, LogLevel.Warning, "An answer that cache policy {Policy} gave for {InteractionId} was wrong, by a fresh one (similarity {Similarity})")]
    public static partial void WrongHit(ILogger logger, string policy, string interactionId, double similarity);

    [LoggerMessage(2029, LogLevel.Warning, "The check of {InteractionId} failed ({Reason})")]
    public static partial void CheckFailed(ILogger logger, string interactionId, string reason);

    [LoggerMessage(2030, LogLevel.Warning, "Entries of the cache could not be changed after the record was; they are looked at again when they are given ({Reason})")]
    public static partial void NotChanged(ILogger logger, string reason);

    [LoggerMessage(2031, LogLevel.Warning, "{Kind} cache policy {Policy} of project {Project}: a hit must be right with probability {After}, not {Before}, since {Wrong} of {Checks} checks were wrong")]
    public static partial void RequiredChanged(ILogger logger, string kind, string policy, string project, double before, double after, int wrong, int checks);
}
