using System.Text.Json.Serialization;
using Reprise.Privacy.Policies;

namespace Reprise.Privacy.Redaction;

/// <summary>What stands in the record in place of something found.</summary>
[JsonConverter(typeof(PolicyWords<RedactionMode>))]
public enum RedactionMode
{
    /// <summary>Left as it is.</summary>
    Keep,

    /// <summary>As many asterisks as there were characters.</summary>
    Mask,

    /// <summary>Its type in brackets, such as <c>[email]</c>.</summary>
    Label,

    /// <summary>Type and a keyed hash, such as <c>[email:3f9a41c07d]</c>: the same value gives the same token within a project.</summary>
    Pseudonym,

    /// <summary>Another value of the same form: digits for digits, letters for letters, checksums kept right.</summary>
    FormatPreserving,

    /// <summary>Nothing.</summary>
    Drop,
}
