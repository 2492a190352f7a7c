using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Server.Hosting;

/// <summary>One structured line for each recorded interaction, for Loki and its kind. Ids, model, tokens, latency and status; never content.</summary>
/// <remarks>Costs one check a batch when the category <c>Reprise.Interactions</c> is not logged at Information.</remarks>
internal sealed partial class InteractionLog(ILoggerFactory loggers) : ICaptureObserver
{
    public const string Category = "Reprise.Interactions";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        if (!_logger.IsEnabled(LogLevel.Information)) return;
        foreach (var recorded in interactions) Recorded(_logger, recorded.Interaction);
    }

    public static void Recorded(ILogger logger, Interaction interaction)
    {
        Line(logger, interaction.Id.ToString(), interaction.Project, Words.Of(interaction.Kind), interaction.Provider, interaction.ResponseModel ?? interaction.Model,
            Words.Of(interaction.Status), interaction.HttpStatus, interaction.Usage?.PromptTokens, interaction.Usage?.CompletionTokens, interaction.LatencyMs,
            interaction.TtftMs, interaction.CostUsd, interaction.SessionId, interaction.TraceId);
    }

    [LoggerMessage(1000, LogLevel.Information,
        "Recorded {InteractionId} project={Project} kind={Kind} provider={Provider} model={Model} status={Status} http_status={HttpStatus} prompt_tokens={PromptTokens} "
        + "completion_tokens={CompletionTokens} latency_ms={LatencyMs} ttft_ms={TtftMs} cost_usd={CostUsd} session_id={SessionId} trace_id={TraceId}")]
    private static partial void Line(
        ILogger logger, string interactionId, string project, string kind, string? provider, string? model, string status, int? httpStatus, long? promptTokens,
        long? completionTokens, long? latencyMs, long? ttftMs, decimal? costUsd, string? sessionId, string? traceId);
}
