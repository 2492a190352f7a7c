namespace Reprise.Security.Tokens;

/// <summary>Kinds of suspicious tokens. Words of the API and of the filter field <c>token</c>.</summary>
public static class TokenKinds
{
    /// <summary>Control characters that no text needs: below U+0020 but for tab and line ends, U+007F to U+009F.</summary>
    public const string Control = "control";

    /// <summary>Zero-width and invisible characters where no script and no emoji needs them.</summary>
    public const string ZeroWidth = "zero_width";

    /// <summary>Overrides and embeddings of the direction of writing.</summary>
    public const string Bidi = "bidi";

    /// <summary>Tag characters (U+E0000 to U+E007F) outside of flags: invisible ASCII.</summary>
    public const string Tag = "tag";

    /// <summary>Characters of private use.</summary>
    public const string PrivateUse = "private_use";

    /// <summary>Marks by which models part roles, such as those of ChatML and of Llama.</summary>
    public const string SpecialToken = "special_token";

    /// <summary>A word of letters of more than one script, as a homoglyph makes it.</summary>
    public const string MixedScript = "mixed_script";

    /// <summary>A long run of base64, hex or percent signs that decodes to readable text.</summary>
    public const string EncodedPayload = "encoded_payload";

    public static IReadOnlyList<string> All { get; } = [Control, ZeroWidth, Bidi, Tag, PrivateUse, SpecialToken, MixedScript, EncodedPayload];
}
