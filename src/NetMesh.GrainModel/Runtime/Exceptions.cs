namespace Orleans.Runtime;

/// <summary>Base of the failures that the grain host itself reports.</summary>
public class OrleansException : Exception
{
    public OrleansException(string message)
        : base(message)
    {
    }

    public OrleansException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The host could not deliver a call, or lost it.</summary>
public class OrleansMessageRejectionException(string message, Exception? innerException = null) : OrleansException(message, innerException);

/// <summary>The silo that ran the grain is gone, and with it the call that was under way. Whether it took effect is unknown.</summary>
public sealed class SiloUnavailableException(string message) : OrleansMessageRejectionException(message);

/// <summary>The grain that enumerated was deactivated, or its silo died, before the enumeration ended.</summary>
public sealed class EnumerationAbortedException(string message) : Exception(message);
