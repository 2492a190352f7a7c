using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reprise.Evaluation.Json;

/// <summary>Keywords about a value by itself. A keyword says nothing of values of other types.</summary>
internal static class ValueChecks
{
    private static readonly string[] s_types = ["null", "boolean", "object", "array", "number", "string", "integer"];

    public static SchemaCheck Type(string[] types)
    {
        if (types.FirstOrDefault(static type => !s_types.Contains(type, StringComparer.Ordinal)) is { } unknown) throw new FormatException($"The schema names a type '{(unknown.Length <= 40 ? unknown : "…")}'; expected {string.Join(", ", s_types)}.");
        var expected = string.Join(" or ", types);
        return (value, run) =>
        {
            foreach (var type in types)
            {
                if (IsOf(value, type)) return;
            }

            run.Fail($"is {Named(value)}, expected {expected}");
        };
    }

    public static SchemaCheck Enum(JsonElement[] values) => (value, run) =>
    {
        run.Spend(values.Length);
        if (!values.Any(known => JsonValues.Equal(known, value))) run.Fail("is none of the values that are allowed");
    };

    public static SchemaCheck Const(JsonElement expected) => (value, run) =>
    {
        if (!JsonValues.Equal(expected, value)) run.Fail("is not the value that is expected");
    };

    public static SchemaCheck Number(double limit, Func<double, double, bool> holds, string otherwise) => (value, run) =>
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && !holds(number, limit)) run.Fail(string.Create(CultureInfo.InvariantCulture, $"is {otherwise} {limit}"));
    };

    public static SchemaCheck MultipleOf(double step) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Number) return;
        // 0.3 is a multiple of 0.1 by its digits, and not by its bits.
        var divides = value.TryGetDecimal(out var exact) && step is > 1e-20 and < 1e20 && (decimal)step is not 0 and var exactly ? exact % exactly == 0
            : value.TryGetDouble(out var number) && Math.IEEERemainder(number, step) == 0;
        if (!divides) run.Fail(string.Create(CultureInfo.InvariantCulture, $"is no multiple of {step}"));
    };

    public static SchemaCheck Length(long limit, bool least) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.String) return;
        var length = value.GetString()!.EnumerateRunes().Count();
        if (least ? length < limit : length > limit) run.Fail($"has {length} characters, expected {(least ? "at least" : "at most")} {limit}");
    };

    public static SchemaCheck Pattern(Regex pattern) => (value, run) =>
    {
        if (value.ValueKind == JsonValueKind.String && !pattern.IsMatch(value.GetString()!)) run.Fail("does not match the pattern");
    };

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Floor(number) == number,
    };

    private static string Named(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };
}
