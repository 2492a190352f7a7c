using System.Text.RegularExpressions;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether a pattern is found in the answer.</summary>
internal sealed class RegexEvaluator : TextEvaluator
{
    private readonly Regex _pattern;
    private readonly bool _not;

    public RegexEvaluator(EvaluatorOptions options) : base(options)
    {
        _pattern = BoundedPattern.Read(options, "pattern", options.Flag("ignore_case"), options.Flag("whole"));
        _not = options.Flag("not");
    }

    protected override Score Score(EvaluationCase subject, string text)
    {
        try
        {
            return _pattern.IsMatch(text) == _not ? Scored(0, _not ? "the pattern is found" : "the pattern is not found") : Scored(1);
        }
        catch (RegexMatchTimeoutException)
        {
            return None($"the pattern was looked for longer than {BoundedPattern.Patience.TotalMilliseconds} ms");
        }
    }
}
