using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Judging;

/// <summary>By what a judge judges: a text of people's own, or one of these by name.</summary>
internal static class JudgeRubrics
{
    private static readonly Dictionary<string, string> s_known = new(StringComparer.Ordinal)
    {
        ["correctness"] =
            "Is what the answer says true, and does it answer the question that was asked? Where an expected answer is given, it is right: other words for the same are as good, other facts are not. "
            + "5: everything is right and nothing that was asked is missing. 4: right, with a slip that changes nothing. 3: right in part. 2: mostly wrong. 1: wrong, or no answer to this question.",
        ["helpfulness"] =
            "Does the answer help whoever asked to do what they want to do? "
            + "5: complete, to the point and ready to use. 4: helpful with small gaps. 3: of some help, with more work left to the reader. 2: hardly any help. 1: no help, or in the way.",
        ["faithfulness"] =
            "Is everything the answer states backed by the context (the system text, the conversation and the results of tools)? Knowledge from elsewhere does not count, even if it is true. "
            + "5: every statement is backed. 4: one small statement is not. 3: several are not. 2: most are not. 1: it contradicts the context, or makes it up.",
        ["tone"] =
            "Is the tone friendly, respectful and fitting for the one who asked? "
            + "5: exactly right. 4: good. 3: neutral where warmth or gravity was due, or a little too much of either. 2: cold, flippant or lecturing. 1: rude or insulting.",
    };

    public static IReadOnlyCollection<string> Names => s_known.Keys;

    public static string Of(EvaluatorOptions options, string option)
    {
        if (options.Text(option) is not { Length: > 0 } text) return s_known["correctness"];
        if (s_known.TryGetValue(text, out var known)) return known;
        if (text.StartsWith('@')) throw options.Wrong(option, "names a file; only the command line reads files, so put the text itself here");
        // A sentence is a rubric of one's own; a single word is a mistyped name.
        return text.Contains(' ', StringComparison.Ordinal) ? text
            : throw options.Wrong(option, $"is '{EvaluatorOptions.Short(text)}'; expected {string.Join(", ", Names)}, or a text of your own{EvaluatorOptions.Meant(text, Names)}");
    }
}
