namespace Reprise.Server.Playback;

/// <summary>Log lines of playback, ids 1500 to 1599. Never bodies, credentials or query strings.</summary>
internal static partial class PlaybackLog
{
    [LoggerMessage(1501, LogLevel.Warning, "A call to {Provider} was not recorded: {Reason}")]
    public static partial void NotRecorded(ILogger logger, string provider, string reason);

    [LoggerMessage(1502, LogLevel.Error, "The tape cannot be written, and nothing more is recorded: {Reason}")]
    public static partial void CannotWrite(ILogger logger, string reason);
}
