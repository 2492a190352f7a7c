using Reprise.Wire;

namespace Reprise.Cache.Keys;

/// <summary>Tells what a model may look at beside its request: an answer from there holds only for its day.</summary>
internal static class WorldAccess
{
    private static readonly string[] LiveModels = ["search-preview", "search-api", ":online", "sonar", "groq/compound", "compound-beta", "deep-research"];

    private static readonly byte[][] ClientTypes = ["function"u8.ToArray(), "custom"u8.ToArray(), "local_shell"u8.ToArray(), "apply_patch"u8.ToArray()];
    private static readonly byte[][] ClientPrefixes = ["bash_"u8.ToArray(), "text_editor_"u8.ToArray(), "memory_"u8.ToArray()];

    /// <summary>Whether this model looks things up by itself.</summary>
    public static bool IsLive(string? model) => model is not null && Array.Exists(LiveModels, part => model.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a stored prompt stands where the model's name does: it can be changed under the same name.</summary>
    public static bool IsStoredPrompt(string? model) => model is not null && model.Contains(":prompt/", StringComparison.Ordinal);

    /// <summary>Whether a tool is run by the client, so that what it finds comes back in a request. A tool of an unknown type is taken for the provider's.</summary>
    public static bool IsClientTool(JsonTape tape, ReadOnlySpan<byte> json, int tool)
    {
        if (!tape.IsObject(tool)) return false;
        var isNamed = false;
        var isKnown = true;
        var end = tape[tool].Next;
        for (var name = tool + 1; name < end; name = tape[name + 1].Next)
        {
            var text = tape.Text(json, name);
            if (text.Is("type"u8) && tape.IsString(name + 1)) return IsClientType(tape.Text(json, name + 1));
            isNamed |= text.Is("name"u8);
            isKnown &= tape.IsOff(name + 1) || text.Is("functionDeclarations"u8) || text.Is("function_declarations"u8) || text.Is("toolSpec"u8)
                || text.Is("cachePoint"u8) || text.Is("function"u8);
        }

        return isNamed || isKnown;
    }

    private static bool IsClientType(ReadOnlySpan<byte> type)
    {
        foreach (var known in ClientTypes)
        {
            if (type.SequenceEqual(known)) return true;
        }

        foreach (var prefix in ClientPrefixes)
        {
            if (type.StartsWith(prefix)) return true;
        }

        return false;
    }
}
