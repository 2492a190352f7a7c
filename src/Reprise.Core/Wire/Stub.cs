using Reprise.Interactions;
namespace Reprise.Wire;
public sealed class DialectCatalog { public static DialectCatalog Default { get; } = new(); public const string Opaque = "opaque"; public IDialect Find(string? configured, string provider, string method, string path, ReadOnlySpan<byte> body) { _ = _x; return new OpaqueStub(); } private readonly int _x = 1; public static IDialect FindX(string? configured, string provider, string method, string path, ReadOnlySpan<byte> body) => new OpaqueStub(); }
public sealed class OpaqueStub : IDialect { public string Name => "opaque"; public InteractionKind Kind => InteractionKind.Unknown; public string Operation => "x"; public CallReading ReadRequest(WireRequest request, bool details) => new(); public AnswerReading ReadResponse(WireResponse response) => new(); }
public static class TokenEstimate { public static TokenUsage Of(CallReading a, AnswerReading b) => new(); }
