using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Reprise.Prompts;

/// <summary>Which version, and what is put in.</summary>
public sealed record PromptRequest
{
    /// <summary>Values by the names of the variables; what is no text is put in as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Variables { get; init; }

    /// <summary>Whoever should always get the same variant of an experiment: a user, a session.</summary>
    public string? Key { get; init; }

    /// <summary>This version; left out, the label, the experiment, <c>production</c> or the newest say which.</summary>
    public int? Version { get; init; }

    /// <summary>The version this label stands for.</summary>
    public string? Label { get; init; }
}

/// <summary>A template with its variables put in.</summary>
public sealed record RenderedPrompt
{
    public required string Name { get; init; }
    public required int Version { get; init; }

    /// <summary>The experiment that chose the version; null when none did.</summary>
    public string? Variant { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<PromptMessage>? Messages { get; init; }
    public string? Model { get; init; }
    public JsonElement? Parameters { get; init; }

    /// <summary>Headers for the call, by which the record knows what was used.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
}

/// <summary>Chooses a version and puts values into it.</summary>
public static class PromptRendering
{
    public const string TemplateHeader = "Reprise-Prompt", VariablesHeader = "Reprise-Prompt-Variables", ProductionLabel = "production";

    /// <summary>More than this is no header that travels safely; the record then knows the version and not the values.</summary>
    private const int MostHeader = 8 * 1024;

    /// <exception cref="PromptException">There is no such version or label, or the variables do not fit; says which.</exception>
    public static RenderedPrompt Render(Prompt prompt, PromptRequest request)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(request);
        var (version, variant) = Choose(prompt, request);
        var values = (request.Variables ?? new Dictionary<string, JsonElement>()).ToDictionary(static value => value.Key, static value => TextOf(value.Value), StringComparer.Ordinal);
        if (values.Keys.FirstOrDefault(name => !version.Variables.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new PromptException($"Version {version.Number} of '{prompt.Name}' has no variable '{(unknown.Length <= PromptText.NameLength ? unknown : unknown[..PromptText.NameLength] + "…")}'; it has {(version.Variables.Count == 0 ? "none" : string.Join(", ", version.Variables))}.");
        return new RenderedPrompt
        {
            Name = prompt.Name, Version = version.Number, Variant = variant, Model = version.Model, Parameters = version.Parameters,
            Text = version.Text is { } text ? new PromptText(text).Render(values) : null,
            Messages = version.Messages is { } messages ? [.. messages.Select(message => message with { Content = new PromptText(message.Content).Render(values) })] : null,
            Headers = HeadersOf(prompt.Name, version.Number, values),
        };
    }

    private static (PromptVersion Version, string? Variant) Choose(Prompt prompt, PromptRequest request)
    {
        if (request.Version is not null && request.Label is not null) throw new PromptException("A version and a label do not go together.");
        if (request.Version is { } number) return (Find(prompt, number), null);
        if (request.Label is { } label)
        {
            return prompt.Labels.TryGetValue(label, out var labelled) ? (Find(prompt, labelled), null)
                : throw new PromptException($"The prompt '{prompt.Name}' has no such label.") { IsNotFound = true };
        }

        if (prompt.Experiment is { } experiment && !string.IsNullOrEmpty(request.Key)) return (Find(prompt, PromptAssignment.Of(experiment, request.Key).Version), experiment.Name);
        return (prompt.Labels.TryGetValue(ProductionLabel, out var production) ? Find(prompt, production) : prompt.Versions[^1], null);
    }

    internal static PromptVersion Find(Prompt prompt, int number) => prompt.Versions.FirstOrDefault(version => version.Number == number)
        ?? throw new PromptException($"The prompt '{prompt.Name}' has no version {number}.") { IsNotFound = true };

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => value.GetRawText(),
    };

    private static Dictionary<string, string> HeadersOf(string name, int version, Dictionary<string, string> values)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { [TemplateHeader] = string.Create(CultureInfo.InvariantCulture, $"{name}@{version}") };
        if (values.Count == 0) return headers;
        using var buffer = new MemoryStream();
        // The standard encoder writes ASCII only, which every HTTP client takes.
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (variable, value) in values) json.WriteString(variable, value);
            json.WriteEndObject();
        }

        if (buffer.Length <= MostHeader) headers[VariablesHeader] = Encoding.UTF8.GetString(buffer.ToArray());
        return headers;
    }
}
