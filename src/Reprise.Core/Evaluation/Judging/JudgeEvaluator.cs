using System.Globalization;
using Reprise.Evaluation.Kinds;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Judging;

/// <summary>Lets a model say how good an answer is: by points, or against another answer, asked in both orders.</summary>
internal sealed class JudgeEvaluator : Evaluator
{
    private readonly Judge _judge;
    private readonly string _rubric;

    public JudgeEvaluator(EvaluatorOptions options) : base(options)
    {
        _judge = new Judge(options);
        _rubric = JudgeRubrics.Of(options, "rubric");
        IsPreference = options.Word("mode", "points", "pairwise") == "pairwise";
        Author = _judge.Author;
        // A tie is no loss.
        if (IsPreference && !options.Has(EvaluatorType.Pass.Name)) Pass = 0.5;
    }

    public override bool NeedsReference => IsPreference;

    public override bool IsPreference { get; }

    public JudgeBudget Budget => _judge.Budget;

    public override async ValueTask<Score> ScoreAsync(EvaluationCase subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Answer.ToolCalls.Count == 0 && !AnswerText.TryGet(subject, out _, out var why)) return None(why);
        var spent = new JudgeSpending();
        var score = IsPreference ? await CompareAsync(subject, spent, cancellationToken).ConfigureAwait(false) : await GradeAsync(subject, spent, cancellationToken).ConfigureAwait(false);
        return score with { Judgements = spent.Calls, JudgeCostUsd = spent.Usd };
    }

    private async Task<Score> GradeAsync(EvaluationCase subject, JudgeSpending spent, CancellationToken cancellationToken)
    {
        var (verdict, why) = await _judge.AskAsync(JudgePrompt.Grade(_rubric, subject), subject.Interaction, pairwise: false, spent, cancellationToken).ConfigureAwait(false);
        return verdict?.Points is not { } points ? None(why!) : Scored((points - 1) / 4, verdict.Reason ?? string.Create(CultureInfo.InvariantCulture, $"{points} of 5 points, without a reason"), points);
    }

    private async Task<Score> CompareAsync(EvaluationCase subject, JudgeSpending spent, CancellationToken cancellationToken)
    {
        if (subject.ReferenceAnswer is not { } reference) return None("there is no other answer to compare with");
        if (reference.Content is null && reference.ToolCalls.Count == 0) return None("the other answer has no text that could be read");
        var (first, why) = await _judge.AskAsync(JudgePrompt.Compare(_rubric, subject, reference, subject.Answer), subject.Interaction, pairwise: true, spent, cancellationToken).ConfigureAwait(false);
        if (first is null) return None(why!);
        (var second, why) = await _judge.AskAsync(JudgePrompt.Compare(_rubric, subject, subject.Answer, reference), subject.Interaction, pairwise: true, spent, cancellationToken).ConfigureAwait(false);
        if (second is null) return None(why!);
        var (one, other) = (Value(first.Winner, "B"), Value(second.Winner, "A"));
        if (one == other) return Scored(one, $"{(one > 0.5 ? "better than the other answer" : one < 0.5 ? "worse than the other answer" : "as good as the other answer")}, in both orders: {first.Reason}");
        // Asked the other way round it said otherwise: its verdict hung on the order, or was hardly one.
        return Scored(0.5, (first.Winner, second.Winner) switch
        {
            ("A", "A") => "a tie: the judge preferred whichever answer came first (position bias)",
            ("B", "B") => "a tie: the judge preferred whichever answer came second (position bias)",
            _ => "a tie: the judge saw a difference in one order only",
        });
    }

    private static double Value(string? winner, string own) => winner == "tie" ? 0.5 : winner == own ? 1 : 0;
}
