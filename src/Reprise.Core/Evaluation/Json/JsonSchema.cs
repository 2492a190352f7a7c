using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reprise.Evaluation.Json;

/// <summary>
/// A JSON Schema of draft 2020-12, without references to other documents. A keyword that would say something about the value and is not known here is refused when
/// the schema is read: a check that leaves something out would pass what it should not.
/// </summary>
/// <remarks>Source: "JSON Schema Validation", draft 2020-12. <c>format</c> is an annotation, as the draft has it.</remarks>
internal sealed class JsonSchema
{
    private readonly SchemaNode _root;

    private JsonSchema(SchemaNode root) => _root = root;

    /// <exception cref="FormatException">It is no schema that can be checked; says what and where.</exception>
    public static JsonSchema Read(JsonElement schema) => new(new SchemaReader(schema).ReadRoot());

    /// <summary>What is wrong with a value, at most a handful; empty when it fits.</summary>
    /// <param name="value">The value.</param>
    /// <param name="gaveUp">Why it could not be told; null when it could.</param>
    public IReadOnlyList<string> Check(JsonElement value, out string? gaveUp)
    {
        var run = new SchemaRun();
        gaveUp = null;
        try
        {
            _root.Check(value, run);
        }
        catch (SchemaTooMuchException)
        {
            gaveUp = "the schema takes too many steps to check this answer";
        }
        catch (RegexMatchTimeoutException)
        {
            gaveUp = "a pattern of the schema takes too long on this answer";
        }

        return run.Faults;
    }
}

/// <summary>One schema within a schema.</summary>
internal sealed class SchemaNode
{
    /// <summary>Filled while the schema is read, and not after.</summary>
    public List<SchemaCheck> Checks { get; } = [];

    public void Check(JsonElement value, SchemaRun run)
    {
        run.Begin();
        foreach (var check in Checks) check(value, run);
        run.End();
    }

    public bool Fits(JsonElement value, SchemaRun run) => run.Try(() => Check(value, run));
}

/// <summary>What one keyword says of a value.</summary>
internal delegate void SchemaCheck(JsonElement value, SchemaRun run);
