using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>The model: in the body, in the path, or in both.</summary>
internal static class ModelEdit
{
    private static readonly string[] BodyNames = ["model", "model_id", "modelId", "agent"];

    public static Draft Apply(Draft draft, RequestShape shape, string model)
    {
        if (string.IsNullOrWhiteSpace(model)) throw new ReplayException(ReplayObstacles.InvalidParameter, "The new model has no name.");
        var view = JsonView.Of(draft.Body);
        if (!view.Root.IsObject) throw new ReplayException(ReplayObstacles.NoPlace, "The recorded request is no JSON object, so it has no place for a model.", "Replaying it unchanged still works.");
        var inPath = PathModel.Find(draft.Path);
        JsonMember? written = null;
        foreach (var name in BodyNames) written ??= view.Find(view.Root, name) is { Value.IsString: true } member ? member : null;
        var inBody = written is { } there ? view.Text(there.Value) : null;
        if ((inBody ?? inPath) == model) return draft;

        var splices = new Splices(view);
        if (written is { } body) splices.Replace(body.Value, Splices.String(Prefixed(inBody!, inPath, model)));
        else if (inPath is null && shape.ModelName is { } property) splices.Append(view.Root, property, Splices.String(model));
        else if (inPath is null) throw new ReplayException(ReplayObstacles.NoPlace, "The recorded request names its model nowhere, so there is none to change.", "Replaying it with its own model still works.");
        EditBatch(view, splices, model);
        return draft with { Body = splices.Apply(), Path = PathOf(draft.Path, inBody, inPath, model) };
    }

    /// <summary>Gemini writes <c>models/</c> before the name in a body and not in a path.</summary>
    private static string Prefixed(string inBody, string? inPath, string model) =>
        inPath is not null && inBody.EndsWith("/" + inPath, StringComparison.Ordinal) && !model.Contains('/', StringComparison.Ordinal) ? inBody[..^inPath.Length] + model : model;

    /// <summary>Gemini's batches name the model in each of their requests, too.</summary>
    private static void EditBatch(JsonView view, Splices splices, string model)
    {
        if (view.Find(view.Root, "requests") is not { } requests) return;
        foreach (var request in view.Items(requests.Value))
        {
            if (view.Find(request, "model") is { Value.IsString: true } member) splices.Replace(member.Value, Splices.String(model.StartsWith("models/", StringComparison.Ordinal) ? model : "models/" + model));
        }
    }

    private static string PathOf(string path, string? inBody, string? inPath, string model)
    {
        // Hugging Face has the whole name with its slash in the path.
        if (inBody is { Length: > 0 } && path.Contains($"/models/{inBody}/", StringComparison.Ordinal)) return path.Replace($"/models/{inBody}/", $"/models/{model}/", StringComparison.Ordinal);
        if (inPath is null) return path;
        var name = model.StartsWith("models/", StringComparison.Ordinal) ? model["models/".Length..] : model;
        foreach (var folder in (ReadOnlySpan<string>)["/deployments/", "/model/", "/models/"])
        {
            var at = path.LastIndexOf(folder, StringComparison.Ordinal);
            if (at < 0) continue;
            var start = at + folder.Length;
            var rest = path[start..];
            var length = folder is "/model/" ? rest.LastIndexOf('/') : rest.IndexOfAny(['/', ':']);
            return string.Concat(path.AsSpan(0, start), Uri.EscapeDataString(name), length < 0 ? "" : rest.AsSpan(length));
        }

        return path;
    }
}
