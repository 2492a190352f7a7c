using System.Globalization;
using Reprise.Calls;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Replay.Runs;

/// <summary>Makes the call of one replay, and says what it will probably cost.</summary>
internal sealed class RunCalls(ReplayRun run, RunServices services)
{
    /// <summary>What to ask a price with where nobody knows how long a call will be.</summary>
    public static TokenUsage Probe { get; } = new() { PromptTokens = 1000, CompletionTokens = 1000, TotalTokens = 2000 };

    /// <summary>The call.</summary>
    /// <exception cref="ReplayException">It cannot be replayed.</exception>
    public OutgoingCall Build(RunCase item, RecordedInteraction original)
    {
        var request = services.Replayer.Prepare(original, run.Changes);
        var target = services.Sender.Targets.First(target => target.Provider.Equals(request.Provider, StringComparison.OrdinalIgnoreCase));
        if (target is { NeedsKey: true, HasKey: false })
            throw new ReplayException(ReplayObstacles.NoCredential, $"'{target.Provider}' answers nobody without a key, and a run keeps none.", $"Give the server a key: the setting Providers:{target.Provider}:ApiKey.");
        var labels = ReplayLabels.Of(original.Interaction, run.Changes, run.Id);
        return new OutgoingCall
        {
            Project = run.Project,
            Provider = request.Provider,
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            Body = request.Body,
            ContentType = request.ContentType,
            Headers = request.Headers,
            Labels = labels with { Replay = new ReplayOrigin(item.Original, run.Id), Metadata = item.MetadataWith(labels.Metadata) },
        };
    }

    /// <summary>What the original's tokens cost with the model that is asked now. Null when nobody knows, and nothing was said of it.</summary>
    public decimal? EstimateOf(RecordedInteraction original, string? provider, string? model)
    {
        var usage = original.Interaction.Usage is { } known ? new TokenUsage { PromptTokens = known.BilledPromptTokens, CompletionTokens = known.BilledCompletionTokens } : Probe;
        return services.Prices.Price(provider, model, usage, services.Time.GetUtcNow())?.CostUsd ?? run.CostPerCallUsd;
    }

    /// <summary>A case that brings its own request, as if it had been recorded.</summary>
    public static RecordedInteraction OriginalOf(RunCase item, string project, DateTimeOffset at)
    {
        var request = item.Case?.Request ?? throw new ReplayException(ReplayObstacles.NotFound, "The case has neither a recorded call nor a request.");
        var body = System.Text.Encoding.UTF8.GetBytes(request.Body);
        var dialect = DialectCatalog.Find(null, request.Provider, "POST", request.Path, body);
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = item.Key,
                Project = project,
                Timestamp = at,
                Kind = dialect.Kind,
                Status = InteractionStatus.Success,
                Provider = request.Provider,
                Dialect = dialect.Name,
                Operation = "POST " + request.Path,
                Model = dialect.ReadRequest(new WireRequest("POST", request.Path, body, "application/json"), details: false).Model,
            },
            Request = new Body { Bytes = body, ContentType = "application/json" },
        };
    }

    /// <summary>How long to wait before asking again: as the provider says, else longer each time; null when it was not refused as one too many.</summary>
    public TimeSpan? PauseAfter(RecordedInteraction answer, int attempt)
    {
        if (answer.Interaction.HttpStatus != 429) return null;
        var wait = RetryAfter(answer) ?? TimeSpan.FromSeconds(Math.Pow(2, attempt));
        return wait < RunLimits.LongestPause ? wait : RunLimits.LongestPause;
    }

    private TimeSpan? RetryAfter(RecordedInteraction answer)
    {
        var text = answer.ResponseHeaders.FirstOrDefault(static header => header.Key.Equals("retry-after", StringComparison.OrdinalIgnoreCase)).Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return null;
        var wait = at - services.Time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
