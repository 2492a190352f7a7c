using System.Text.Json;
using System.Text.RegularExpressions;
using Reprise.Client.AI;

namespace Reprise.Client.Tools;

/// <summary>Reads the operations of an OpenAPI 3 document. What cannot be used is refused in words; nothing in a document makes this run without end.</summary>
internal static partial class OpenApiReader
{
    private const int LongestDocument = 16 * 1024 * 1024;
    private const int MostOperations = 1_000;
    private static readonly string[] s_methods = ["get", "put", "post", "delete", "patch", "head"];

    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static List<OpenApiOperation> Read(OpenApiTool tool)
    {
        // 1. The document itself.
        if (tool.Document.Length > LongestDocument) throw new FormatException($"The document of {tool.Id} is longer than {LongestDocument / 1024 / 1024} MB.");
        var document = Parse(tool);
        var version = Text(document, "openapi");
        if (version?.StartsWith("3.", StringComparison.Ordinal) != true)
            throw new FormatException(document.TryGetProperty("swagger", out _) ? $"The document of {tool.Id} is Swagger 2; convert it to OpenAPI 3." : $"The document of {tool.Id} does not say which OpenAPI 3 it is.");
        if (!document.TryGetProperty("paths", out var paths) || paths.ValueKind != JsonValueKind.Object) throw new FormatException($"The document of {tool.Id} has no paths.");

        // 2. Its operations.
        var references = new OpenApiReferences(document);
        var operations = new List<OpenApiOperation>();
        foreach (var path in paths.EnumerateObject())
        {
            var item = references.Follow(path.Value);
            if (item.ValueKind != JsonValueKind.Object || path.Name.Length == 0 || path.Name[0] != '/') continue;
            foreach (var method in s_methods)
            {
                if (!item.TryGetProperty(method, out var operation) || operation.ValueKind != JsonValueKind.Object) continue;
                var id = Text(operation, "operationId") ?? $"{method}{path.Name}";
                if (tool.Operations.Count > 0 && !tool.Operations.Contains(id)) continue;
                if (operations.Count == MostOperations) throw new FormatException($"The document of {tool.Id} has more than {MostOperations} operations; name those that are wanted.");
                if (operations.Exists(other => other.Id == id)) throw new FormatException($"The document of {tool.Id} has two operations called {id}.");
                operations.Add(Operation(tool, document, item, operation, references, method, path.Name, id));
            }
        }

        // 3. What was asked for.
        if (tool.Operations.FirstOrDefault(wanted => !operations.Exists(found => found.Id == wanted)) is { } missing) throw new FormatException($"The document of {tool.Id} has no operation {missing}.");
        return operations.Count > 0 ? operations : throw new FormatException($"The document of {tool.Id} has no operations.");
    }

    private static OpenApiOperation Operation(OpenApiTool tool, JsonElement document, JsonElement item, JsonElement operation, OpenApiReferences references, string method, string path, string id)
    {
        var found = new Dictionary<(string In, string Name), JsonElement>();
        foreach (var holder in new[] { item, operation })
            foreach (var one in Items(holder, "parameters"))
            {
                var parameter = references.Follow(one);
                if (Text(parameter, "name") is { Length: > 0 } name && Text(parameter, "in") is { } place) found[(place, name)] = parameter;
                else throw new FormatException($"The operation {id} has a parameter without name or place.");
            }

        var parameters = new List<OpenApiParameter>();
        var schemas = new List<(string Argument, JsonElement? Schema, string? Description, bool IsRequired)>();
        foreach (var ((place, name), parameter) in found)
        {
            var isRequired = place == "path" || Flag(parameter, "required") == true;
            if (place == "cookie" && isRequired) throw new FormatException($"The operation {id} needs a cookie ({name}), which is not sent.");
            if (place is not ("path" or "query" or "header") || (place == "header" && (OpenApiCaller.IsReserved(name) || tool.Headers.Keys.Any(own => own.Equals(name, StringComparison.OrdinalIgnoreCase))))) continue;
            var argument = parameters.Exists(other => other.Argument == name) ? $"{place}_{name}" : name;
            var content = parameter.TryGetProperty("content", out var media) && media.ValueKind == JsonValueKind.Object ? media.EnumerateObject().FirstOrDefault().Value : default;
            var style = Text(parameter, "style") ?? (place == "query" ? "form" : "simple");
            parameters.Add(new OpenApiParameter(argument, name, place, isRequired, style, Flag(parameter, "explode") ?? style == "form", content.ValueKind == JsonValueKind.Object));
            var holder = content.ValueKind == JsonValueKind.Object ? content : parameter;
            schemas.Add((argument, holder.TryGetProperty("schema", out var schema) ? schema : null, Text(parameter, "description"), isRequired));
        }

        var missing = Place().Matches(path).Select(static match => match.Groups[1].Value).FirstOrDefault(name => !parameters.Exists(one => one.In == "path" && one.Name == name));
        if (missing is not null) throw new FormatException($"The path {path} has a place {{{missing}}} that no parameter fills.");
        var body = Body(operation, references, parameters, schemas, id);
        return new OpenApiOperation
        {
            Id = id,
            Method = method.ToUpperInvariant(),
            Path = path,
            Server = OpenApiServers.Of(tool, document, item, operation, id),
            Description = Text(operation, "summary") ?? Text(operation, "description") ?? $"{method.ToUpperInvariant()} {path}",
            Parameters = parameters,
            Body = body,
            Schema = Schema(schemas, references),
        };
    }

    private static OpenApiBody? Body(
        JsonElement operation, OpenApiReferences references, List<OpenApiParameter> parameters, List<(string, JsonElement?, string?, bool)> schemas, string id)
    {
        if (!operation.TryGetProperty("requestBody", out var given)) return null;
        var body = references.Follow(given);
        var isRequired = Flag(body, "required") == true;
        var media = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object ? content.EnumerateObject().ToList() : [];
        var index = media.FindIndex(static one => IsJson(one.Name));
        if (index < 0) index = media.FindIndex(static one => one.Name is "application/x-www-form-urlencoded" or "text/plain");
        if (index < 0) return isRequired ? throw new FormatException($"The operation {id} takes {string.Join(", ", media.Select(static one => one.Name))}; JSON, forms and plain text can be sent.") : null;
        var argument = parameters.Exists(static one => one.Argument == "body") ? "request_body" : "body";
        schemas.Add((argument, media[index].Value.ValueKind == JsonValueKind.Object && media[index].Value.TryGetProperty("schema", out var schema) ? schema : null, Text(body, "description"), isRequired));
        return new OpenApiBody(argument, media[index].Name.Contains('*', StringComparison.Ordinal) ? "application/json" : media[index].Name, isRequired);
    }

    private static JsonElement Schema(List<(string Argument, JsonElement? Schema, string? Description, bool IsRequired)> arguments, OpenApiReferences references) => JsonValues.Object(writer =>
    {
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (var (argument, schema, description, _) in arguments)
        {
            writer.WritePropertyName(argument);
            var written = JsonValues.Element(inner => references.WriteSchema(inner, schema ?? JsonElement.Parse("{}")));
            if (written.ValueKind != JsonValueKind.Object) written = JsonElement.Parse("{}");
            writer.WriteStartObject();
            foreach (var member in written.EnumerateObject().Where(member => description is null || member.Name != "description")) member.WriteTo(writer);
            if (description is not null) writer.WriteString("description", description);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("required");
        foreach (var one in arguments.Where(static one => one.IsRequired)) writer.WriteStringValue(one.Argument);
        writer.WriteEndArray();
    });

    private static JsonElement Parse(OpenApiTool tool)
    {
        try
        {
            var document = JsonElement.Parse(tool.Document, new JsonDocumentOptions { MaxDepth = 256, CommentHandling = JsonCommentHandling.Skip });
            return document.ValueKind == JsonValueKind.Object ? document : throw new FormatException($"The document of {tool.Id} is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The document of {tool.Id} cannot be read as JSON: {e.Message}", e);
        }
    }

    public static bool IsJson(string mediaType) =>
        mediaType is "*/*" or "application/*" || mediaType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || mediaType.Split(';')[0].EndsWith("+json", StringComparison.OrdinalIgnoreCase);

    private static JsonElement.ArrayEnumerator Items(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string? Text(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    [GeneratedRegex(@"\{(?<name>[^{}/]+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Place();
}
