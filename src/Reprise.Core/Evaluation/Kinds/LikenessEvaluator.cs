using Reprise.Comparison;
using Reprise.Evaluation.Options;
using Reprise.Evaluation.Text;

namespace Reprise.Evaluation.Kinds;

/// <summary>How much of the words of another text an answer has.</summary>
internal sealed class LikenessEvaluator : ComparingEvaluator
{
    private readonly Func<string, string, double?> _measure;

    private LikenessEvaluator(EvaluatorOptions options, Func<string, string, double?> measure) : base(options) => _measure = measure;

    public static LikenessEvaluator Lexical(EvaluatorOptions options) =>
        new(options, options.Word("by", "words", "edits") == "edits" ? EditDistance.Similarity : static (text, other) => WordOverlap.Of(text, other));

    public static LikenessEvaluator BleuScore(EvaluatorOptions options) => new(options, static (text, other) => Bleu.Of(text, other));

    public static LikenessEvaluator RougeScore(EvaluatorOptions options)
    {
        var variant = options.Word("variant", "l", "1", "2");
        var of = options.Word("of", "f1", "precision", "recall");
        return new LikenessEvaluator(options, (text, other) =>
        {
            var rouge = variant == "l" ? Rouge.OfSequence(text, other) : Rouge.OfRuns(text, other, variant == "1" ? 1 : 2);
            return of switch { "precision" => rouge.Precision, "recall" => rouge.Recall, _ => rouge.F1 };
        });
    }

    public static LikenessEvaluator F1(EvaluatorOptions options) => new(options, static (text, other) => AnswerMatch.TokenF1(text, other));

    protected override Score Compare(string text, string other) => _measure(text, other) is { } value ? Scored(value) : None("one of the texts is too long to be compared by edits");
}
