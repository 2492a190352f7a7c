namespace Reprise.Server.Cache.Embedders;

/// <summary>What a model of others says a vector is, before it is believed.</summary>
internal static class ForeignVector
{
    /// <summary>Brings a vector to length 1, in place.</summary>
    /// <exception cref="EmbedderException">It has a value that is no number, or no length.</exception>
    public static void Accept(Span<float> vector)
    {
        var sum = 0.0;
        foreach (var value in vector)
        {
            if (!float.IsFinite(value)) throw new EmbedderException("The embedder answered with a value that is no number.");
            sum += (double)value * value;
        }

        var length = Math.Sqrt(sum);
        if (length < 1e-12) throw new EmbedderException("The embedder answered with a vector of length 0.");
        for (var i = 0; i < vector.Length; i++) vector[i] = (float)(vector[i] / length);
    }

    /// <exception cref="EmbedderException">There are more or fewer.</exception>
    public static void RequireDimensions(int found, int expected)
    {
        if (found != expected) throw new EmbedderException($"The embedder answered with {found} values in a vector, and {EmbedderOptions.Section}:Dimensions says {expected}.");
    }

    /// <exception cref="EmbedderException">There are more or fewer.</exception>
    public static void RequireCount(int found, int expected)
    {
        if (found != expected) throw new EmbedderException($"The embedder answered with {found} vectors for {expected} texts.");
    }
}
