using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Reprise.Client.AI;

namespace Reprise.Client.Tools;

/// <summary>Makes the request of a call. Values can change what stands in their place and nothing else.</summary>
internal static class OpenApiRequests
{
    /// <exception cref="ArgumentException">An argument is missing or cannot stand where it belongs.</exception>
    public static HttpRequestMessage Of(OpenApiOperation operation, JsonElement arguments)
    {
        var path = OpenApiReader.Place().Replace(operation.Path, match => PathValue(operation, match.Groups[1].Value, arguments));
        var query = new List<string>();
        var headers = new List<(string Name, string Value)>();
        foreach (var parameter in operation.Parameters.Where(static parameter => parameter.In != "path"))
        {
            if (Find(arguments, parameter.Argument) is not { } value)
            {
                if (parameter.IsRequired) throw new ArgumentException($"The operation {operation.Id} needs '{parameter.Argument}'.", nameof(arguments));
            }
            else if (parameter.In == "query") AddQuery(query, parameter, value);
            else headers.Add((parameter.Name, HeaderValue(parameter, value)));
        }

        var server = operation.Server.AbsoluteUri.TrimEnd('/');
        var url = new Uri(server + path + (query.Count == 0 ? "" : "?" + string.Join('&', query)));
        if (!IsWithin(operation.Server, url)) throw new ArgumentException($"The arguments lead out of the API of {operation.Id}.", nameof(arguments));
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), url) { Content = Content(operation, arguments) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.5));
        return request;
    }

    /// <summary>Whether an address is of the same server, below its path.</summary>
    public static bool IsWithin(Uri server, Uri url) =>
        IsSameServer(server, url) && url.UserInfo.Length == 0 && (url.AbsolutePath + "/").StartsWith(server.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal);

    public static bool IsSameServer(Uri server, Uri url) => url.Scheme == server.Scheme && url.Port == server.Port && url.Host.Equals(server.Host, StringComparison.OrdinalIgnoreCase);

    private static string PathValue(OpenApiOperation operation, string name, JsonElement arguments)
    {
        var parameter = operation.Parameters.First(one => one.In == "path" && one.Name == name);
        var text = Find(arguments, parameter.Argument) is { } value ? Joined(value, ",", parameter) : "";
        // A name of dots would be another path, and an empty one another operation.
        if (text.Length == 0 || text.All(static letter => letter == '.')) throw new ArgumentException($"'{parameter.Argument}' of the operation {operation.Id} cannot be '{text}'.", nameof(arguments));
        return Uri.EscapeDataString(text);
    }

    private static void AddQuery(List<string> query, OpenApiParameter parameter, JsonElement value)
    {
        if (!parameter.IsJson && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject()) Add(parameter.Style == "deepObject" ? $"{parameter.Name}[{member.Name}]" : member.Name, Plain(member.Value));
        }
        else if (!parameter.IsJson && value.ValueKind == JsonValueKind.Array && parameter.Explodes)
        {
            foreach (var item in value.EnumerateArray()) Add(parameter.Name, Plain(item));
        }
        else Add(parameter.Name, Joined(value, parameter.Style switch { "pipeDelimited" => "|", "spaceDelimited" => " ", _ => "," }, parameter));

        void Add(string name, string text) => query.Add($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(text)}");
    }

    private static string HeaderValue(OpenApiParameter parameter, JsonElement value)
    {
        var text = Joined(value, ",", parameter);
        return text.Any(static letter => letter < ' ' || letter == 127) ? throw new ArgumentException($"'{parameter.Argument}' cannot stand in a header.", nameof(value)) : text;
    }

    private static string Joined(JsonElement value, string separator, OpenApiParameter parameter) =>
        !parameter.IsJson && value.ValueKind == JsonValueKind.Array ? string.Join(separator, value.EnumerateArray().Select(Plain)) : parameter.IsJson ? value.GetRawText() : Plain(value);

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static HttpContent? Content(OpenApiOperation operation, JsonElement arguments)
    {
        if (operation.Body is not { } body) return null;
        if (Find(arguments, body.Argument) is not { } value) return body.IsRequired ? throw new ArgumentException($"The operation {operation.Id} needs '{body.Argument}'.", nameof(arguments)) : null;
        if (OpenApiReader.IsJson(body.MediaType)) return new ByteArrayContent(Encoding.UTF8.GetBytes(value.GetRawText())) { Headers = { ContentType = MediaTypeHeaderValue.Parse(body.MediaType) } };
        if (body.MediaType == "text/plain") return new StringContent(Plain(value), Encoding.UTF8, "text/plain");
        return new FormUrlEncodedContent(value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, Plain(member.Value))) : []);
    }

    private static JsonElement? Find(JsonElement arguments, string name) => arguments.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
