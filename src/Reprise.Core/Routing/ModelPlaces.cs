using System.Text;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Routing;

/// <summary>Where a request names its model: in its body, or in its path.</summary>
public sealed record ModelPlaces
{
    private static readonly string[] s_folders = ["/deployments/", "/models/"];

    /// <summary>The model; null when the request names none that can be read.</summary>
    public string? Model { get; private init; }

    /// <summary>Whether it names several that differ: who answers would be for the provider's reader to say.</summary>
    public bool IsAmbiguous { get; private init; }

    /// <summary>Whether it can be given another name.</summary>
    public bool CanChange => Model is not null && !IsAmbiguous && (_body.Count > 0 || _path.Length > 0);

    /// <summary>Tools that the request offers.</summary>
    public int Tools { get; private init; }

    private readonly List<Range> _body = [];
    private readonly Range _path;
    private readonly int _start;

    private ModelPlaces(List<(int From, int To)> body, (int From, int To) path, int start)
    {
        _body.AddRange(body.Select(static place => new Range(place.From, place.To)));
        _path = new Range(path.From, path.To);
        _start = start;
    }

    /// <param name="path">Below the base URL; a query is ignored.</param>
    /// <param name="body">Decoded.</param>
    public static ModelPlaces Find(string path, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(path);
        var places = new List<(int, int)>(1);
        var names = new List<string>(1);
        var tools = 0;
        var json = new JsonCursor(body);
        var start = body.Length - json.Bytes.Length;
        try
        {
            if (body.TrimStart("\uFEFF \r\n\t"u8).StartsWith("{"u8) && json.Start())
            {
                while (json.NextProperty(out var name))
                {
                    if (name.Is("model"u8) && json.IsString)
                    {
                        places.Add((json.Position, json.Consumed));
                        names.Add(json.Text() ?? "");
                    }
                    else if (name.Is("tools"u8) && json.EnterArray())
                    {
                        for (; json.NextItem(); json.Skip()) tools++;
                    }
                    else
                    {
                        json.Skip();
                    }
                }
            }
        }
        catch (JsonException)
        {
            // What came before the mistake counts; the provider refuses the rest.
        }

        var inPath = InPath(path);
        var model = names.Count > 0 ? names[^1] : inPath.Model;
        // A path's model is what such providers go by, and one in the body beside it might be what others go by.
        var isAmbiguous = names.Any(name => name != model) || (inPath.Model is { } other && names.Count > 0 && other != model);
        return new ModelPlaces(places, (inPath.From, inPath.To), start) { Model = model, IsAmbiguous = isAmbiguous, Tools = tools };
    }

    /// <summary>The body with another model in the same place, all other bytes as they were.</summary>
    public byte[] Body(ReadOnlySpan<byte> body, string model)
    {
        var written = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(model)}\"");
        var output = new List<byte>(body.Length + written.Length);
        var at = 0;
        foreach (var place in _body)
        {
            output.AddRange(body[at..(_start + place.From)]);
            output.AddRange(written);
            at = _start + place.To;
        }

        output.AddRange(body[at..]);
        return [.. output];
    }

    /// <summary>The path, perhaps with its query, with another model in the same place.</summary>
    public string Path(string pathAndQuery, string model)
    {
        ArgumentNullException.ThrowIfNull(pathAndQuery);
        return _path.Length == 0 ? pathAndQuery : string.Concat(pathAndQuery.AsSpan(0, _path.From), Uri.EscapeDataString(model), pathAndQuery.AsSpan(_path.To));
    }

    /// <summary>Bedrock's paths are signed by the client, so its models stay where they are.</summary>
    private static (string? Model, int From, int To) InPath(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var bare = query < 0 ? path : path[..query];
        foreach (var folder in s_folders)
        {
            // Azure reads its paths in either case.
            var at = bare.LastIndexOf(folder, StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            var from = at + folder.Length;
            var length = bare.AsSpan(from).IndexOfAny('/', ':');
            var to = length < 0 ? bare.Length : from + length;
            if (to > from) return (Uri.UnescapeDataString(bare[from..to]), from, to);
        }

        return (PathModel.Find(path), 0, 0);
    }

    private readonly record struct Range(int From, int To)
    {
        public int Length => To - From;
    }
}
