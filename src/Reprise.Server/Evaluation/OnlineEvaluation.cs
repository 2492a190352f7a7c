using System.Collections.Concurrent;
using System.Threading.Channels;
using Reprise.Capture;
using Reprise.Evaluation.Rules;
using Reprise.Evaluation.Scoring;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Evaluation;

/// <summary>
/// Scores a sample of what this server has just stored, by the rules of its project. Hears only which interactions there are and reads them from the record again, so
/// that recording waits for nothing; what finds no room is dropped and counted. Replays, calls of judges and checks of the cache are not scored: no rule can set off
/// another. What waits when the server stops is not scored.
/// </summary>
internal sealed class OnlineEvaluation : BackgroundService, ICaptureObserver
{
    private const int QueueCapacity = 1000, Concurrency = 2;

    private readonly EvaluationRules _rules;
    private readonly Scorer _scorer;
    private readonly IInteractionStore _store;
    private readonly OnlineCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger<OnlineEvaluation> _log;
    private readonly Channel<Sampled> _waiting = Channel.CreateBounded<Sampled>(QueueCapacity);
    private readonly ConcurrentDictionary<(string Project, string Rule), MinuteLimit> _limits = new();

    public OnlineEvaluation(EvaluationRules rules, Scorer scorer, IInteractionStore store, OnlineCounters counters, TimeProvider time, ILogger<OnlineEvaluation> log) =>
        (_rules, _scorer, _store, _counters, _time, _log) = (rules, scorer, store, counters, time, log);

    public int Queued => _waiting.Reader.Count;

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        if (_rules.IsEmpty) return;
        foreach (var record in interactions)
        {
            var interaction = record.Interaction;
            if (interaction.Replay is not null || Scorer.IsOwnCall(interaction)) continue;
            foreach (var rule in _rules.Of(interaction.Project))
            {
                if (rule.IsActive && rule.Samples(interaction.Id.Value) && FilterMatch.Matches(rule.Filter, record)) Take(interaction, rule);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => RunAsync(stoppingToken)));

    private void Take(Interaction interaction, EvaluationRule rule)
    {
        _counters.AddReceived();
        var limit = _limits.GetOrAdd((rule.Project, rule.Name), static (_, time) => new MinuteLimit(time), _time);
        if (!limit.TryTake(rule.Values.MaxPerMinute ?? EvaluationRuleValues.StandardPerMinute)) _counters.AddLimited();
        else if (!_waiting.Writer.TryWrite(new Sampled(interaction.Project, interaction.Id, rule))) _counters.AddDropped();
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        await foreach (var sampled in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                // It may have been deleted in the meantime.
                if (await _store.FindAsync(sampled.Project, sampled.Id, stoppingToken) is { } record) _counters.AddScored(await _scorer.ScoreAsync(record, sampled.Rule.Evaluators, stoppingToken));
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The boundary: whatever the store or a judge's provider does, the next one is scored.
                _counters.AddFailed();
                EvaluationLog.NotScored(_log, sampled.Rule.Name, e is StoreException ? e.Message : e.GetType().Name);
            }
        }
    }

    private sealed record Sampled(string Project, InteractionId Id, EvaluationRule Rule);
}
