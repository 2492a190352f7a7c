using System.Diagnostics.Metrics;
using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Server.Observation;

/// <summary>What was recorded, by provider, model, kind and status: counts, time, tokens and cost. Adds up in memory and is read when somebody exports it.</summary>
internal sealed class InteractionMetrics : ICaptureObserver
{
    /// <summary>Model names come from callers; beyond this many combinations the rest counts as model <c>other</c>.</summary>
    private const int MaxSeries = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Sums> _series = [];

    public InteractionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(CaptureMetrics.MeterName);
        meter.CreateObservableCounter("reprise.interactions", () => Read(s => s.Count), "{interaction}", "Interactions recorded.");
        meter.CreateObservableCounter("reprise.interaction.duration", () => Read(s => s.LatencyMs / 1000.0), "s", "Time until answers were complete, added up.");
        meter.CreateObservableCounter("reprise.interaction.prompt_tokens", () => Read(s => s.PromptTokens), "{token}", "Tokens sent, cached ones included.");
        meter.CreateObservableCounter("reprise.interaction.completion_tokens", () => Read(s => s.CompletionTokens), "{token}", "Tokens answered.");
        meter.CreateObservableCounter("reprise.interaction.cost", () => Read(s => (double)s.CostUsd), "{USD}", "Cost in US dollars where a price is known.");
    }

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        lock (_gate)
        {
            foreach (var recorded in interactions) Add(recorded.Interaction);
        }
    }

    private void Add(Interaction interaction)
    {
        var key = new Key(interaction.Provider ?? "", interaction.ResponseModel ?? interaction.Model ?? "", interaction.Kind, interaction.Status);
        if (!_series.TryGetValue(key, out var sums))
        {
            if (_series.Count >= MaxSeries) key = key with { Model = "other", Provider = "other" };
            if (!_series.TryGetValue(key, out sums)) _series[key] = sums = new Sums();
        }

        sums.Count++;
        sums.LatencyMs += interaction.LatencyMs ?? 0;
        sums.PromptTokens += interaction.Usage?.PromptTokens ?? 0;
        sums.CompletionTokens += interaction.Usage?.CompletionTokens ?? 0;
        sums.CostUsd += interaction.CostUsd ?? 0;
    }

    private List<Measurement<T>> Read<T>(Func<Sums, T> value)
        where T : struct
    {
        lock (_gate)
        {
            return [.. _series.Select(series => new Measurement<T>(value(series.Value),
                new("provider", series.Key.Provider), new("model", series.Key.Model), new("kind", Words.Of(series.Key.Kind)), new("status", Words.Of(series.Key.Status))))];
        }
    }

    private readonly record struct Key(string Provider, string Model, InteractionKind Kind, InteractionStatus Status);

    private sealed class Sums
    {
        public long Count { get; set; }
        public long LatencyMs { get; set; }
        public long PromptTokens { get; set; }
        public long CompletionTokens { get; set; }
        public decimal CostUsd { get; set; }
    }
}
