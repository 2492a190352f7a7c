using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Texts in a sentence.</summary>
internal static class Listed
{
    private const int Most = 5;

    public static string Of(IReadOnlyList<string> texts)
    {
        var shown = string.Join(", ", texts.Take(Most).Select(static text => $"'{EvaluatorOptions.Short(text)}'"));
        return texts.Count > Most ? $"{shown} and {texts.Count - Most} more" : shown;
    }
}
