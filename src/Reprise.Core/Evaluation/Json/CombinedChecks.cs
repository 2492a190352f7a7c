namespace Reprise.Evaluation.Json;

/// <summary>Keywords that put schemas together.</summary>
internal static class CombinedChecks
{
    public static SchemaCheck All(SchemaNode[] schemas) => (value, run) =>
    {
        foreach (var schema in schemas) schema.Check(value, run);
    };

    public static SchemaCheck Any(SchemaNode[] schemas) => (value, run) =>
    {
        if (!schemas.Any(schema => schema.Fits(value, run))) run.Fail("is none of the alternatives");
    };

    public static SchemaCheck One(SchemaNode[] schemas) => (value, run) =>
    {
        var count = schemas.Count(schema => schema.Fits(value, run));
        if (count != 1) run.Fail(count == 0 ? "is none of the alternatives" : "is more than one of the alternatives");
    };

    public static SchemaCheck Not(SchemaNode schema) => (value, run) =>
    {
        if (schema.Fits(value, run)) run.Fail("is what it must not be");
    };

    public static SchemaCheck If(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) => (value, run) =>
    {
        if (then is not null || otherwise is not null) (condition.Fits(value, run) ? then : otherwise)?.Check(value, run);
    };
}
