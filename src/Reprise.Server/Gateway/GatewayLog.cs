namespace Reprise.Server.Gateway;

/// <summary>Log lines of the gateway, ids 1100 to 1199. Never content, credentials or query strings.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(1101, LogLevel.Warning, "Upstream {Provider} failed for {InteractionId}: {Reason}")]
    public static partial void UpstreamFailed(ILogger logger, string provider, string interactionId, string reason);

    [LoggerMessage(1102, LogLevel.Information, "Trying again, attempt {Attempt}, after status {Status}")]
    public static partial void Retrying(ILogger logger, int attempt, int status);

    [LoggerMessage(1103, LogLevel.Information, "Falling back from {Provider} to {Fallback}")]
    public static partial void FallingBack(ILogger logger, string provider, string fallback);

    [LoggerMessage(1105, LogLevel.Information, "Route {Route} goes on to {Target}")]
    public static partial void NextTarget(ILogger logger, string route, string target);

    [LoggerMessage(1104, LogLevel.Error, "The gateway itself failed for {InteractionId}")]
    public static partial void Failed(ILogger logger, string interactionId, Exception exception);
}
