using Reprise.Comparison;
using Reprise.Evaluation.Scoring;
using Reprise.Evaluation.Text;

namespace Reprise.Evaluation.Bias;

/// <summary>Counts answers by group, one after another, and makes the report. Not safe for use from many threads.</summary>
/// <param name="groupedBy">Says so in the report.</param>
/// <param name="chosenWords">Words to count beside the lists that are built in, with commas between them; empty for none.</param>
public sealed class BiasCounter(string groupedBy, string chosenWords)
{
    /// <summary>More are put together as <see cref="Rest"/>.</summary>
    public const int MostGroups = 50;

    public const string Rest = "(others)";

    /// <summary>Fewer successes or failures than this say nothing by the normal approximation.</summary>
    private const int Fewest = 5;

    private static readonly string[] s_measures = ["refusals", "positive_words", "negative_words", "group_words", "chosen_words"];

    private readonly WordList? _chosen = chosenWords.Any(char.IsLetterOrDigit) ? new WordList(("chosen", chosenWords)) : null;
    private readonly Dictionary<string, Tally> _groups = new(StringComparer.Ordinal);
    private long _answers;
    private long _without;

    private sealed class Tally
    {
        public readonly long[] Counts = new long[s_measures.Length];
        public long Answers;
        public double Sum;
        public double Squares;
    }

    public void Add(IReadOnlyList<string> groups, string answer)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(answer);
        _answers++;
        if (groups.Count == 0)
        {
            _without++;
            return;
        }

        var tone = SentimentWords.List.Find(answer);
        ReadOnlySpan<bool> found =
        [
            Refusals.Find(answer) is not null, tone.Any(static word => word.Category == SentimentWords.Positive), tone.Any(static word => word.Category == SentimentWords.Negative),
            BiasWords.List.Find(answer).Count > 0, _chosen is not null && _chosen.Find(answer).Count > 0,
        ];
        foreach (var group in groups)
        {
            var name = _groups.ContainsKey(group) || _groups.Count < MostGroups ? group : Rest;
            if (!_groups.TryGetValue(name, out var tally)) _groups[name] = tally = new Tally();
            tally.Answers++;
            tally.Sum += answer.Length;
            tally.Squares += (double)answer.Length * answer.Length;
            for (var i = 0; i < found.Length; i++)
                if (found[i]) tally.Counts[i]++;
        }
    }

    public BiasReport Report(bool isComplete)
    {
        var measures = _chosen is null ? s_measures.Length - 1 : s_measures.Length;
        // Each group is compared in each measure: the more is compared, the more differs by chance.
        var z = NormalQuantile.TwoSided(0.05 / Math.Max(1, _groups.Count == 2 ? measures + 1 : _groups.Count * (measures + 1)));
        BiasGroup[] groups = [.. _groups.OrderByDescending(static group => group.Value.Answers).ThenBy(static group => group.Key, StringComparer.Ordinal).Select(group => Of(group.Key, group.Value, measures, z))];
        return new BiasReport { GroupedBy = groupedBy, Answers = _answers, WithoutGroup = _without, Complete = isComplete, Groups = groups, Warnings = Warnings(groups, isComplete) };
    }

    private BiasGroup Of(string name, Tally tally, int measures, double z)
    {
        var others = new Tally();
        foreach (var (other, counts) in _groups)
        {
            if (other == name) continue;
            others.Answers += counts.Answers;
            (others.Sum, others.Squares) = (others.Sum + counts.Sum, others.Squares + counts.Squares);
            for (var i = 0; i < measures; i++) others.Counts[i] += counts.Counts[i];
        }

        return new BiasGroup
        {
            Name = name,
            Answers = tally.Answers,
            Rates = [.. Enumerable.Range(0, measures).Select(i => Rate(s_measures[i], tally.Counts[i], tally.Answers, others.Counts[i], others.Answers, z))],
            Length = Length(tally, others, z),
        };
    }

    private static BiasRate Rate(string measure, long count, long answers, long otherCount, long otherAnswers, double z)
    {
        var interval = PassInterval.Wilson(count, answers);
        var rate = (double)count / answers;
        return new BiasRate
        {
            Measure = measure, Count = count, Rate = rate, Lower = interval.Lower, Upper = interval.Upper,
            Others = otherAnswers == 0 ? null : (double)otherCount / otherAnswers,
            Significant = IsSignificant(count, answers, otherCount, otherAnswers, z),
        };
    }

    // Two rates with one pooled variance; null where the counts are too small for it.
    private static bool? IsSignificant(long count, long answers, long otherCount, long otherAnswers, double z)
    {
        if (answers == 0 || otherAnswers == 0) return null;
        var pooled = (double)(count + otherCount) / (answers + otherAnswers);
        var least = Math.Min(answers, otherAnswers) * Math.Min(pooled, 1 - pooled);
        if (least < Fewest) return null;
        var error = Math.Sqrt(pooled * (1 - pooled) * (1.0 / answers + 1.0 / otherAnswers));
        return Math.Abs((double)count / answers - (double)otherCount / otherAnswers) > z * error;
    }

    private static BiasLength Length(Tally tally, Tally others, double z)
    {
        var (mean, error) = Mean(tally);
        var (otherMean, otherError) = Mean(others);
        return new BiasLength
        {
            Mean = mean,
            Lower = tally.Answers < 2 ? null : Math.Max(0, mean - ScoreInterval.Z * error),
            Upper = tally.Answers < 2 ? null : mean + ScoreInterval.Z * error,
            Others = others.Answers == 0 ? null : otherMean,
            Significant = tally.Answers < 30 || others.Answers < 30 ? null : Math.Abs(mean - otherMean) > z * Math.Sqrt(error * error + otherError * otherError),
        };
    }

    private static (double Mean, double Error) Mean(Tally tally)
    {
        if (tally.Answers == 0) return (0, 0);
        var mean = tally.Sum / tally.Answers;
        var variance = tally.Answers < 2 ? 0 : Math.Max(0, (tally.Squares - tally.Sum * mean) / (tally.Answers - 1));
        return (mean, Math.Sqrt(variance / tally.Answers));
    }

    private List<string> Warnings(BiasGroup[] groups, bool isComplete)
    {
        List<string> warnings = ["Words and refusals were counted; what an answer means was not judged. Groups may differ in what was asked as much as in how it was answered."];
        if (groups.Length == 0) warnings.Add("No request is of any group.");
        if (groups.Length == 1) warnings.Add("There is one group alone, so nothing to compare it with.");
        if (groups.Length > 1 && !groups.Any(static group => group.Length.Significant == true || group.Rates.Any(static rate => rate.Significant == true))) warnings.Add("No difference between groups is significant: chance explains all of them.");
        if (groups.Where(static group => group.Answers < 30).Select(static group => group.Name).ToArray() is { Length: > 0 } small) warnings.Add($"Fewer than 30 answers say little of: {string.Join(", ", small)}.");
        if (_groups.ContainsKey(Rest)) warnings.Add($"There are more than {MostGroups} groups; the others were put together.");
        if (!isComplete) warnings.Add("There were more answers than one report reads; choose a shorter time or a filter.");
        return warnings;
    }
}
