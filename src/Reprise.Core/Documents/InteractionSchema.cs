namespace Reprise.Documents;

/// <summary>The JSON Schema of the record, draft-07, as published at <c>/schemas/interaction.json</c>.</summary>
public static class InteractionSchema
{
    private static readonly Lazy<byte[]> s_json = new(Load);

    /// <summary>The schema's bytes; not to be changed.</summary>
    public static byte[] Json => s_json.Value;

    private static byte[] Load()
    {
        using var resource = typeof(InteractionSchema).Assembly.GetManifestResourceStream("Reprise.Documents.interaction.schema.json")
            ?? throw new InvalidOperationException("The schema is not embedded in the assembly.");
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
