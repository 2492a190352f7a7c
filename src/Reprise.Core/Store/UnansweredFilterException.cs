using System.Diagnostics.CodeAnalysis;

namespace Reprise.Store;

/// <summary>A filter is well written and this record cannot answer it, such as a part of a word where only hashes of whole ones are kept. The message is for people and says what to write instead.</summary>
[SuppressMessage("Roslynator", "RCS1194", Justification = "It always says why.")]
public sealed class UnansweredFilterException(string message) : ArgumentException(message);
