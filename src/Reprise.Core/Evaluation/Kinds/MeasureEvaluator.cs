using System.Globalization;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether something that was measured stays within a limit. The score falls as far as the limit is passed: twice the limit is half the score.</summary>
internal sealed class MeasureEvaluator : Evaluator
{
    private readonly double _most;
    private readonly Func<EvaluationCase, double?> _measure;
    private readonly string _what;

    private MeasureEvaluator(EvaluatorOptions options, double most, string what, Func<EvaluationCase, double?> measure) : base(options) => (_most, _what, _measure) = (most, what, measure);

    public static MeasureEvaluator Latency(EvaluatorOptions options) => new(options, options.NeedNumber("max_ms", 0), "the latency in ms", static subject => subject.Interaction.Interaction.LatencyMs);

    public static MeasureEvaluator Ttft(EvaluatorOptions options) => new(options, options.NeedNumber("max_ms", 0), "the time to the first token in ms", static subject => subject.Interaction.Interaction.TtftMs);

    public static MeasureEvaluator Cost(EvaluatorOptions options) => new(options, options.NeedNumber("max_usd", 0), "the cost in US dollars", static subject => (double?)subject.Interaction.Interaction.CostUsd);

    public static MeasureEvaluator Tokens(EvaluatorOptions options)
    {
        var of = options.Word("of", "total", "prompt", "completion");
        return new MeasureEvaluator(options, options.NeedNumber("max", 0), $"the number of {of} tokens", subject => subject.Interaction.Interaction.Usage is not { } usage ? null : of switch
        {
            "prompt" => usage.PromptTokens,
            "completion" => usage.CompletionTokens,
            _ => usage.TotalTokens,
        });
    }

    protected override Score Score(EvaluationCase subject)
    {
        if (_measure(subject) is not { } measured) return None($"{_what} is not known");
        if (measured <= _most) return Scored(1, measured: measured);
        return Scored(_most / measured, string.Create(CultureInfo.InvariantCulture, $"{_what} is {measured}, more than {_most}"), measured);
    }
}
