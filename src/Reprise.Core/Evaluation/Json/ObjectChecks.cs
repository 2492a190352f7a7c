using System.Text.Json;
using System.Text.RegularExpressions;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Json;

/// <summary>Keywords about objects.</summary>
internal static class ObjectChecks
{
    public static SchemaCheck Properties((string Name, SchemaNode Schema)[] properties) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var (name, schema) in properties)
        {
            if (!value.TryGetProperty(name, out var found)) continue;
            run.Enter(name);
            schema.Check(found, run);
            run.Leave();
        }
    };

    public static SchemaCheck Required(string[] names) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var name in names)
        {
            if (!value.TryGetProperty(name, out _)) run.Fail($"has no '{EvaluatorOptions.Short(name)}'");
        }
    };

    public static SchemaCheck PatternProperties((Regex Pattern, SchemaNode Schema)[] patterns) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var property in value.EnumerateObject())
        {
            foreach (var (pattern, schema) in patterns)
            {
                if (!pattern.IsMatch(property.Name)) continue;
                run.Enter(property.Name);
                schema.Check(property.Value, run);
                run.Leave();
            }
        }
    };

    /// <param name="named">Properties that are described.</param>
    /// <param name="patterns">Patterns of those that are.</param>
    /// <param name="schema">What all others must be; null when there must be none.</param>
    public static SchemaCheck Additional(HashSet<string> named, Regex[] patterns, SchemaNode? schema) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var property in value.EnumerateObject())
        {
            run.Spend(1);
            if (named.Contains(property.Name) || patterns.Any(pattern => pattern.IsMatch(property.Name))) continue;
            if (schema is null)
            {
                run.Fail($"has '{EvaluatorOptions.Short(property.Name)}', which is not allowed");
                continue;
            }

            run.Enter(property.Name);
            schema.Check(property.Value, run);
            run.Leave();
        }
    };

    public static SchemaCheck Names(SchemaNode schema) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var property in value.EnumerateObject())
        {
            if (!schema.Fits(JsonSerializer.SerializeToElement(property.Name, EvaluationJson.Default.String), run)) run.Fail($"has '{EvaluatorOptions.Short(property.Name)}', a name that is not allowed");
        }
    };

    public static SchemaCheck Count(long limit, bool least) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        var count = value.EnumerateObject().Count();
        if (least ? count < limit : count > limit) run.Fail($"has {count} properties, expected {(least ? "at least" : "at most")} {limit}");
    };

    public static SchemaCheck DependentRequired((string Name, string[] Others)[] dependent) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var (name, others) in dependent)
        {
            if (!value.TryGetProperty(name, out _)) continue;
            foreach (var other in others)
            {
                if (!value.TryGetProperty(other, out _)) run.Fail($"has '{EvaluatorOptions.Short(name)}' and no '{EvaluatorOptions.Short(other)}'");
            }
        }
    };

    public static SchemaCheck DependentSchemas((string Name, SchemaNode Schema)[] dependent) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var (name, schema) in dependent)
        {
            if (value.TryGetProperty(name, out _)) schema.Check(value, run);
        }
    };
}
