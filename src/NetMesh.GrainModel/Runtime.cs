namespace Orleans.Runtime;

/// <summary>Who is who among the activations.</summary>
public readonly record struct GrainId(string Type, string Key);
