using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Reads nothing: for what no dialect knows. The bytes are kept all the same.</summary>
internal sealed class Opaque : IDialect
{
    public string Name => "opaque";
    public InteractionKind Kind => InteractionKind.ApiRequest;
    public string Operation => "request";

    public CallReading ReadRequest(WireRequest request, bool details) => new();

    public AnswerReading ReadResponse(WireResponse response) => new();
}
