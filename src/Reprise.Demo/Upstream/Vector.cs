using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary>Makes a unit vector from a text, the same for the same text.</summary>
internal static class Vector
{
    public static float[] Of(string text, int dimensions)
    {
        var random = Script.RandomFor(text, dimensions);
        var values = new float[dimensions];
        for (var i = 0; i < dimensions; i++) values[i] = (float)(random.NextDouble() - 0.5);
        var length = MathF.Sqrt(values.Sum(value => value * value));
        for (var i = 0; i < dimensions; i++) values[i] = MathF.Round(values[i] / length, 6);
        return values;
    }

    public static JsonArray Json(string text, int dimensions) => new([.. Of(text, dimensions).Select(value => (JsonNode)JsonValue.Create(value))]);
}
