using System.Text.Json;

namespace Reprise.Evaluation;

/// <summary>Several evaluators as they are written in one place.</summary>
public static class EvaluatorList
{
    /// <summary>Reads and makes all of them.</summary>
    /// <param name="evaluators">Makes them.</param>
    /// <param name="written">Objects, or short forms as texts.</param>
    /// <param name="project">As of <see cref="Evaluators.Create"/>.</param>
    /// <exception cref="FormatException">One cannot be made, or two have scores of one name; says which.</exception>
    public static IReadOnlyList<IEvaluator> Create(this Evaluators evaluators, IReadOnlyList<JsonElement> written, string project)
    {
        ArgumentNullException.ThrowIfNull(evaluators);
        ArgumentNullException.ThrowIfNull(written);
        var made = new List<IEvaluator>(written.Count);
        foreach (var one in written)
        {
            if (one.ValueKind is not (JsonValueKind.Object or JsonValueKind.String)) throw new FormatException("An evaluator is an object, or its short form as text.");
            var evaluator = evaluators.Create(EvaluatorSpec.Parse(one.GetRawText()), project);
            if (made.Any(other => other.Name == evaluator.Name)) throw new FormatException($"Two evaluators have scores named '{evaluator.Name}', so that one would hide the other; give one of them a 'name'.");
            made.Add(evaluator);
        }

        return made;
    }
}
