using System.Text.Json;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Evaluation.Options;
using Reprise.Interactions;

namespace Reprise.Evaluation.Judging;

/// <summary>A model that judges: asks it, reads what it says, and asks once more when that cannot be read.</summary>
internal sealed class Judge
{
    /// <summary>The tag of the calls it makes.</summary>
    public const string Tag = "judge";

    private const int LongestQuote = 2000;

    private readonly ICallSender _sender;
    private readonly JudgeDialect _dialect;
    private readonly JudgeBudget _budget;
    private readonly string _project, _provider, _model, _cache;
    private readonly JsonElement? _parameters;

    public Judge(EvaluatorOptions options)
    {
        (_sender, _project) = (options.Tools.Sender, options.Project);
        (_provider, _model) = ReadModel(options);
        _parameters = options.Json("parameters");
        _cache = options.Word("cache", "on", "off", "refresh");
        _budget = new JudgeBudget(options.Count("max_calls"), options.Number("max_usd", 0, 1e9) is { } usd ? (decimal)usd : null);
        var providers = _sender.Targets.Select(static target => target.Provider).ToList();
        var target = _sender.Targets.FirstOrDefault(target => string.Equals(target.Provider, _provider, StringComparison.OrdinalIgnoreCase))
            ?? throw options.Wrong("model", $"names the provider '{EvaluatorOptions.Short(_provider)}'; there is {string.Join(", ", providers)}{EvaluatorOptions.Meant(_provider, providers)}");
        var path = options.Text("path");
        if (path is not null && !path.StartsWith('/')) throw options.Wrong("path", "must begin with a slash");
        _dialect = JudgeDialect.Of(target, _model, path) ?? throw options.Wrong("model", $"names the provider '{target.Provider}', whose dialect no question to a judge can be written in");
    }

    public JudgeBudget Budget => _budget;

    public string Author => $"judge:{_provider}/{_model}";

    /// <summary>Asks for a verdict.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="subject">What is judged; the judge's call becomes its child on the record.</param>
    /// <param name="pairwise">Whether a winner is asked for, and not points.</param>
    /// <param name="spent">Is told of each call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(JudgeVerdict? Verdict, string? Why)> AskAsync(JudgeQuestion question, RecordedInteraction subject, bool pairwise, JudgeSpending spent, CancellationToken cancellationToken)
    {
        var (said, why) = await SendAsync(question, subject, spent, cancellationToken).ConfigureAwait(false);
        if (said is null) return (null, why);
        if (JudgeVerdict.Read(said, pairwise) is { } verdict) return (verdict, null);
        var quoted = said.Length <= LongestQuote ? said : said[..LongestQuote];
        var again = question with { Turns = [.. question.Turns, new JudgeTurn("assistant", quoted.Length > 0 ? quoted : "(nothing)"), new JudgeTurn("user", JudgePrompt.Repair)] };
        (said, why) = await SendAsync(again, subject, spent, cancellationToken).ConfigureAwait(false);
        if (said is null) return (null, why);
        return JudgeVerdict.Read(said, pairwise) is { } repaired ? (repaired, null) : (null, "the judge's words could not be read, twice");
    }

    private async Task<(string? Said, string? Why)> SendAsync(JudgeQuestion question, RecordedInteraction subject, JudgeSpending spent, CancellationToken cancellationToken)
    {
        if (_budget.Take() is { } why) return (null, why);
        var judged = subject.Interaction;
        var call = new OutgoingCall
        {
            Project = _project,
            Provider = _provider,
            Path = _dialect.Path,
            Body = _dialect.Write(question, _model, _parameters),
            Cache = _cache,
            Labels = new CallLabels { Tags = [Tag], TraceId = judged.TraceId, ParentId = judged.Id.ToString(), PromptType = Tag },
        };
        try
        {
            var record = await _sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
            // What the cache answers costs nothing more.
            var cost = record.Interaction.Cache is { IsHit: true } ? 0 : record.Interaction.CostUsd;
            _budget.Spend(cost);
            spent.Add(record.Interaction.Id, cost);
            var answer = EvaluationCase.Of(record).Answer;
            if (record.Interaction.Status == InteractionStatus.Success && answer.Content is { } said) return (said, null);
            return (null, $"the judge did not answer: {Words.Of(record.Interaction.Status)}{(record.Interaction.HttpStatus is { } status ? $", HTTP {status}" : "")}");
        }
        catch (CallRefusedException e)
        {
            return (null, $"the judge could not be asked: {e.Message}");
        }
    }

    /// <summary>A provider and a model of its own, or both in one as <c>provider/model</c>.</summary>
    private static (string Provider, string Model) ReadModel(EvaluatorOptions options)
    {
        var model = options.NeedText("model");
        if (options.Text("provider") is { Length: > 0 } provider) return (provider, model);
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < model.Length - 1 ? (model[..slash], model[(slash + 1)..]) : throw options.Wrong("model", $"is '{EvaluatorOptions.Short(model)}' and says no provider; expected provider/model, such as openai/gpt-4o-mini");
    }
}

/// <summary>What judging one answer took.</summary>
internal sealed class JudgeSpending
{
    private readonly List<InteractionId> _calls = [];
    private decimal? _usd = 0;

    public IReadOnlyList<InteractionId> Calls => _calls;

    public decimal? Usd => _calls.Count == 0 ? null : _usd;

    public void Add(InteractionId call, decimal? usd)
    {
        _calls.Add(call);
        _usd += usd;
    }
}
