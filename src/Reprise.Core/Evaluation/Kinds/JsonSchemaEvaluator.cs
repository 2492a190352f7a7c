using System.Text.Json;
using Reprise.Evaluation.Json;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether the answer is JSON that fits a schema.</summary>
internal sealed class JsonSchemaEvaluator : TextEvaluator
{
    private readonly JsonSchema _schema;

    public JsonSchemaEvaluator(EvaluatorOptions options) : base(options)
    {
        var schema = options.NeedJson("schema");
        if (schema.ValueKind == JsonValueKind.String)
        {
            var text = schema.GetString()!;
            if (text.StartsWith('@')) throw options.Wrong("schema", "names a file; only the command line reads files, so put the schema itself here");
            if (!AnswerJson.TryRead(text, out schema, out _)) throw options.Wrong("schema", "is a text that is no JSON");
        }

        try
        {
            _schema = JsonSchema.Read(schema);
        }
        catch (FormatException e)
        {
            throw options.Wrong("schema", $"cannot be used: {e.Message.TrimEnd('.')}");
        }
    }

    protected override Score Score(EvaluationCase subject, string text)
    {
        if (!AnswerJson.TryRead(text, out var json, out var why)) return None(why);
        var faults = _schema.Check(json, out var gaveUp);
        if (gaveUp is not null) return None(gaveUp);
        return faults.Count == 0 ? Scored(1) : Scored(0, string.Join("; ", faults));
    }
}
